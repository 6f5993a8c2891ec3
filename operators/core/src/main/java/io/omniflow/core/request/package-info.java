/** What is asked: tasks, parameters, model limits, fingerprints. */
package io.omniflow.core.request;
