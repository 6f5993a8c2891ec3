/** What steps cost, learned from what they did cost. */
package io.omniflow.core.scheduling.cost;
