/**
 * Samplers by the names and with the parameters of diffusers. A sampler makes a plan: for each step
 * the timestep that the model is told and the linear map that leads to the next latents. What a
 * sampler remembers between steps is a list of tensors of the latents' shape, so one kernel
 * advances a batch whose members have different samplers, steps and step counts.
 */
package io.omniflow.engine.sampler;
