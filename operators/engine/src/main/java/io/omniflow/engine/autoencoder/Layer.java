package io.omniflow.engine.autoencoder;

/**
 * One layer: what it computes, from how many channels to how many.
 *
 * @param kind what it computes
 * @param name name of its weights in a checkpoint
 * @param in channels of the input
 * @param out channels of the output
 */
record Layer(LayerKind kind, String name, int in, int out) {

    /** Returns the key of one of its prepared arrays. */
    String key(int index) {
        return AutoencoderWeights.PREFIX + name + "." + index;
    }
}
