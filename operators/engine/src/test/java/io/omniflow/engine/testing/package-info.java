/** What the tests of several packages share. */
package io.omniflow.engine.testing;
