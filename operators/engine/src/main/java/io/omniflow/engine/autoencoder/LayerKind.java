package io.omniflow.engine.autoencoder;

/** What a layer of the autoencoder computes, by the kernel that does it. */
enum LayerKind {
    /** A convolution of single pixels. */
    CONV1("vae_conv1"),
    /** A convolution of three by three pixels that keeps the sides. */
    CONV3("vae_conv3"),
    /** Two norms and convolutions, added to the input. */
    RESNET("vae_resnet"),
    /** Attention of all pixels to all, added to the input. */
    ATTENTION("vae_attention"),
    /** A convolution that halves the sides; it pads right and bottom only. */
    DOWN("vae_down"),
    /** Doubles the sides by repeating pixels, then a convolution. */
    UP("vae_up"),
    /** A norm and a convolution. */
    OUT("vae_out");

    private final String kernel;

    LayerKind(String kernel) {
        this.kernel = kernel;
    }

    /** Returns the name of the kernel, which takes the input, the layer's arrays and the groups. */
    String kernel() {
        return kernel;
    }
}
