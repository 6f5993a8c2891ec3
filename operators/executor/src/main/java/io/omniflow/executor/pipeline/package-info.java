/** How tasks go on from stage to stage of a pipeline. */
@NullMarked
package io.omniflow.executor.pipeline;

import org.jspecify.annotations.NullMarked;
