package io.omniflow.engine.autoencoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.omniflow.engine.script.Call;
import io.omniflow.engine.script.Kernels;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs a stack on overlapping square tiles and blends their results from left to right and from top
 * to bottom, so that memory follows the tile and not the picture. The tiles, the order of the
 * blending and its weights are those of diffusers' {@code tiled_decode} and {@code tiled_encode}.
 *
 * @param kernels the scripted kernels
 * @param from side of a tile of the input
 * @param to side of a tile of the output
 */
record Tiling(Kernels kernels, int from, int to) {

    /** The share of a tile that it has in common with the next. */
    private static final double OVERLAP = 0.25;

    private static final int VERTICAL = 2;
    private static final int HORIZONTAL = 3;

    /** Tells whether an input is larger than one tile. */
    boolean isNeeded(NDArray input) {
        return input.getShape().get(VERTICAL) > from || input.getShape().get(HORIZONTAL) > from;
    }

    /**
     * Returns the blended output, owned by the owner.
     *
     * @param input float32 (rows, channels, height, width); stays the caller's
     */
    NDArray run(NDManager owner, LayerStack stack, NDArray input) {
        int stride = (int) (from * (1 - OVERLAP));
        int extent = (int) (to * OVERLAP);
        List<NDArray> tiles = new ArrayList<>();
        int columns = ((int) input.getShape().get(HORIZONTAL) + stride - 1) / stride;
        try (NDManager scratch = owner.newSubManager()) {
            for (long top = 0; top < input.getShape().get(VERTICAL); top += stride) {
                for (int column = 0; column < columns; column++) {
                    NDArray tile = cut(scratch, input, top, (long) column * stride);
                    tile = stack.run(scratch, tile);
                    if (top > 0) {
                        NDArray above = tiles.get(tiles.size() - columns);
                        tile = blend(scratch, above, tile, VERTICAL, extent);
                    }
                    if (column > 0) {
                        NDArray left = tiles.get(tiles.size() - 1);
                        tile = blend(scratch, left, tile, HORIZONTAL, extent);
                    }
                    tiles.add(tile);
                }
            }
            try (Call call = kernels.call("vae_join")) {
                return call.withArrays(tiles).with(columns).with(to - extent).array(owner);
            }
        }
    }

    private NDArray cut(NDManager scratch, NDArray input, long top, long left) {
        try (Call call = kernels.call("vae_tile")) {
            return call.with(input).with(top).with(left).with(from).array(scratch);
        }
    }

    /** Fades from the tile before into the start of this one, which is closed. */
    private NDArray blend(NDManager scratch, NDArray before, NDArray tile, int axis, int extent) {
        try (NDArray read = tile;
                Call call = kernels.call("vae_blend")) {
            return call.with(before).with(read).with(axis).with(extent).array(scratch);
        }
    }
}
