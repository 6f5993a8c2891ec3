package io.omniflow.engine.bench;

/**
 * A linear layer's matrix product.
 *
 * @param rows rows of the input
 * @param in inputs
 * @param out outputs
 */
record Product(int rows, int in, int out) {

    /** Returns the multiplications and additions of one product. */
    double flops() {
        return 2.0 * rows * in * out;
    }
}
