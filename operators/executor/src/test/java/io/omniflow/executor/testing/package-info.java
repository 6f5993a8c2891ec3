/** Tasks, configurations and harnesses for tests of the operators. */
package io.omniflow.executor.testing;
