/**
 * Native kernels that DJL's array operations lack: a TorchScript module without weights, written in
 * memory. Nothing here reads code from a model bundle.
 */
package io.omniflow.engine.script;
