/** The admission operator: from records to valid tasks, or to the reason why not. */
package io.omniflow.executor.admission;
