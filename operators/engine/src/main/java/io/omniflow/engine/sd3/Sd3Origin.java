package io.omniflow.engine.sd3;

import io.omniflow.core.generation.Approximation;
import io.omniflow.core.generation.HalfTensor;
import io.omniflow.core.generation.HostTensor;
import io.omniflow.core.generation.Snapshot;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * From what a generation started. Its snapshots say so themselves, since a resumed generation must
 * not choose again: what it chose from may be gone by then.
 *
 * @param approximation what its users are told
 * @param latents the neighbour's latents; null if it starts from noise, or is resumed
 */
record Sd3Origin(Approximation approximation, @Nullable HalfTensor latents) {

    /** Noise, or the picture of the request. */
    static final Sd3Origin NOISE = new Sd3Origin(Approximation.NONE, null);

    private static final String FINGERPRINT = "neighbour.fingerprint";
    private static final String SIMILARITY = "neighbour.similarity";
    private static final String STEPS = "neighbour.steps";

    /** Returns what a snapshot says. */
    static Sd3Origin of(Snapshot snapshot) {
        HostTensor name = snapshot.tensors().get(FINGERPRINT);
        if (name == null) {
            return NOISE;
        }
        float[] letters = name.toFloats();
        byte[] bytes = new byte[letters.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) letters[i];
        }
        Map<String, Double> scalars = snapshot.scalars();
        Approximation approximation =
                new Approximation(
                        new String(bytes, StandardCharsets.UTF_8),
                        scalars.getOrDefault(SIMILARITY, 0.0),
                        scalars.getOrDefault(STEPS, 0.0).intValue());
        return new Sd3Origin(approximation, null);
    }

    /** Returns the index of the first step that is taken. */
    int first() {
        return approximation.stepsReused();
    }

    /** Tells whether it started from a neighbour. */
    boolean isNeighbour() {
        return first() > 0;
    }

    /** Returns the snapshot with all that {@link #of} needs. */
    Snapshot addTo(Snapshot snapshot) {
        if (!isNeighbour()) {
            return snapshot;
        }
        byte[] bytes = approximation.fingerprint().getBytes(StandardCharsets.UTF_8);
        float[] letters = new float[bytes.length];
        for (int i = 0; i < letters.length; i++) {
            letters[i] = bytes[i];
        }
        Map<String, HostTensor> tensors = new HashMap<>(snapshot.tensors());
        tensors.put(FINGERPRINT, HostTensor.of(new long[] {letters.length}, letters));
        Map<String, Double> scalars = new HashMap<>(snapshot.scalars());
        scalars.put(SIMILARITY, approximation.similarity());
        scalars.put(STEPS, (double) approximation.stepsReused());
        return new Snapshot(snapshot.step(), tensors, scalars, snapshot.pattern());
    }
}
