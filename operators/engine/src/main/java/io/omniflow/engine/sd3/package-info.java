/** Stable Diffusion 3 as published, and in pixel space with one text encoder. */
package io.omniflow.engine.sd3;
