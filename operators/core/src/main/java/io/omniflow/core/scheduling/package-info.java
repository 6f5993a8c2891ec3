/** What runs next: queues, policies, slots. */
package io.omniflow.core.scheduling;
