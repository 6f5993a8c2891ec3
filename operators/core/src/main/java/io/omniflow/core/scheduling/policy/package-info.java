/** The order in which waiting tasks run. */
package io.omniflow.core.scheduling.policy;
