package io.omniflow.engine.llm.decoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.omniflow.engine.script.Call;
import io.omniflow.engine.script.Kernels;
import java.util.ArrayList;
import java.util.List;

/** The rows of one pass through the layers, as the kernels take them; its arrays are scratch. */
final class Pass {

    private final List<Chunk> chunks;
    private final DecoderConfig config;
    private final KeyValuePool pool;
    private final NDManager scratch;
    private final int rows;

    private final List<NDArray> tables = new ArrayList<>();
    private final List<NDArray> turn;
    private final List<NDArray> masks;
    private final long[] ids;
    private final long[] positions;
    private final long[] slots;
    private final long[] shape;
    private final NDArray slotArray;

    /**
     * Lays out the rows.
     *
     * @param rows number of rows, at least the tokens of all chunks; the others fill up
     * @param gather whether keys and values are always gathered into fresh memory, even where a
     *     sequence's blocks lie side by side
     */
    Pass(
            List<Chunk> chunks,
            int rows,
            boolean gather,
            DecoderConfig config,
            KeyValuePool pool,
            Kernels kernels,
            NDManager scratch) {
        this.chunks = chunks;
        this.config = config;
        this.pool = pool;
        this.scratch = scratch;
        this.rows = rows;
        this.ids = new long[rows];
        this.positions = new long[rows];
        this.slots = new long[rows];
        this.shape = new long[3 * chunks.size()];
        lay(gather);
        this.slotArray = scratch.create(slots);
        this.turn = List.of(turn(false), turn(true));
        try (Call call = kernels.call("llm_masks")) {
            masks = call.withLongs(shape).with(config.groups()).with(pool.unused()).arrays(scratch);
        }
    }

    NDArray ids() {
        return scratch.create(ids);
    }

    /** Passes the arguments of a layer that depend on the rows. */
    Call addTo(Call call) {
        return call.withArrays(turn)
                .with(slotArray)
                .withLongs(shape)
                .withArrays(tables)
                .withArrays(masks);
    }

    /** Returns the rows whose logits are asked for. */
    long[] wantedRows() {
        List<Long> wanted = new ArrayList<>();
        long row = -1;
        for (Chunk chunk : chunks) {
            row += chunk.tokens().length;
            if (chunk.wanted()) {
                wanted.add(row);
            }
        }
        return wanted.stream().mapToLong(Long::longValue).toArray();
    }

    private void lay(boolean gather) {
        int row = 0;
        for (int i = 0; i < chunks.size(); i++) {
            Chunk chunk = chunks.get(i);
            for (int k = 0; k < chunk.tokens().length; k++, row++) {
                int position = chunk.start() + k;
                ids[row] = chunk.tokens()[k];
                positions[row] = position;
                int block = chunk.blocks()[position / KeyValuePool.BLOCK];
                slots[row] = (long) block * KeyValuePool.BLOCK + position % KeyValuePool.BLOCK;
            }
            int used = (chunk.length() + KeyValuePool.BLOCK - 1) / KeyValuePool.BLOCK;
            boolean view = !gather && isRun(chunk.blocks(), used);
            shape[3 * i] = chunk.tokens().length;
            shape[3 * i + 1] = chunk.length();
            shape[3 * i + 2] = view ? (long) chunk.blocks()[0] * KeyValuePool.BLOCK : -1;
            tables.add(view ? pool.unused() : table(chunk.blocks(), used));
        }
        for (; row < rows; row++) {
            slots[row] = pool.spareSlot();
        }
    }

    private NDArray table(int[] blocks, int used) {
        long[] table = new long[used];
        for (int i = 0; i < used; i++) {
            table[i] = blocks[i];
        }
        return scratch.create(table);
    }

    private NDArray turn(boolean sine) {
        Shape form = new Shape(rows, 1, config.headWidth());
        return scratch.create(config.rotary().rows(positions, sine), form);
    }

    private static boolean isRun(int[] blocks, int used) {
        for (int i = 1; i < used; i++) {
            if (blocks[i] != blocks[0] + i) {
                return false;
            }
        }
        return true;
    }
}
