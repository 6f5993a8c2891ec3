package io.omniflow.engine.llm.decoder;

import ai.djl.ndarray.NDArray;
import io.omniflow.engine.script.Kernels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Finds out, by trying, whether what a row of a pass gives depends on its place or its company.
 * Matrix products of one shape do not have to treat all rows alike.
 */
final class RowProof {

    private final DecoderConfig config;
    private final Kernels kernels;
    private final Decoder decoder;
    private final int rows;
    private final SplittableRandom random = new SplittableRandom(5);

    private RowProof(DecoderConfig config, Kernels kernels, Decoder decoder, int rows) {
        this.config = config;
        this.kernels = kernels;
        this.decoder = decoder;
        this.rows = rows;
    }

    /**
     * Returns a plan whose passes give the same bits for a row whatever the other rows are: of
     * several rows if that holds on this machine for this model, else of one.
     */
    static RowPlan plan(
            DecoderConfig config, Kernels kernels, Map<String, NDArray> weights, int rows) {
        RowPlan plan = RowPlan.fixed(rows);
        try (Decoder decoder = new Decoder(config, kernels, weights, plan)) {
            boolean alike = new RowProof(config, kernels, decoder, rows).holds();
            return alike ? plan : RowPlan.fixed(1);
        }
    }

    private boolean holds() {
        int token = random.nextInt(config.vocabulary());
        try (KeyValuePool pool = new KeyValuePool(config, kernels, rows)) {
            float[] alone = decoder.forward(pool, List.of(first(token, 0)))[0];
            for (int place = 0; place < rows; place++) {
                List<Chunk> chunks = new ArrayList<>();
                for (int row = 0; row < rows; row++) {
                    chunks.add(
                            first(row == place ? token : random.nextInt(config.vocabulary()), row));
                }
                if (!Arrays.equals(alone, decoder.forward(pool, chunks)[place])) {
                    return false;
                }
            }
            return true;
        }
    }

    /** A sequence of one token has a block of its own. */
    private static Chunk first(int token, int block) {
        return new Chunk(new int[] {token}, 0, new int[] {block}, true);
    }
}
