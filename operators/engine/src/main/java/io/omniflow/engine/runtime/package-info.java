/** The native engine behind the models: how it is started and how threads enter it. */
package io.omniflow.engine.runtime;
