/** Pictures: from latents to pixels to PNG. */
package io.omniflow.engine.image;
