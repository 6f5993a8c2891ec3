package io.omniflow.engine.diffusion;

/** The fixed sine and cosine embeddings of positions, for checkpoints that do not store them. */
final class PositionGrid {

    private PositionGrid() {}

    /**
     * Computes diffusers' {@code get_2d_sincos_pos_embed}.
     *
     * @return the embeddings, row-major (grid, grid, width)
     */
    static float[] compute(Sd3Config config) {
        int grid = config.grid();
        int width = config.width();
        // Positions are stretched so that a picture of the training size covers its own patches.
        float base = config.sampleSize() / config.patch();
        float[] values = new float[grid * grid * width];
        for (int y = 0; y < grid; y++) {
            for (int x = 0; x < grid; x++) {
                int at = (y * grid + x) * width;
                encode(values, at, width / 2, x / (grid / base));
                encode(values, at + width / 2, width / 2, y / (grid / base));
            }
        }
        return values;
    }

    private static void encode(float[] values, int at, int width, double position) {
        int half = width / 2;
        for (int i = 0; i < half; i++) {
            double angle = position / Math.pow(10000, (double) i / half);
            values[at + i] = (float) Math.sin(angle);
            values[at + half + i] = (float) Math.cos(angle);
        }
    }
}
