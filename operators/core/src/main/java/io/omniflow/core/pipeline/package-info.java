/** Chains of stages: how a task goes on from one stage to the next. */
package io.omniflow.core.pipeline;
