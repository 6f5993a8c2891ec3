/** What the benches share. */
package io.omniflow.job.bench;
