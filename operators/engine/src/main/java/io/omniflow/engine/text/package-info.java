/** Text encoders and their tokenizers. */
package io.omniflow.engine.text;
