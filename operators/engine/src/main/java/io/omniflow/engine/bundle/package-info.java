/** Model bundles on disk: configuration files and content hashes. Nothing here needs PyTorch. */
package io.omniflow.engine.bundle;
