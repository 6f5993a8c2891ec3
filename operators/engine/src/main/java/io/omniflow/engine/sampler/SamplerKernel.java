package io.omniflow.engine.sampler;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.omniflow.engine.script.Call;
import io.omniflow.engine.script.Kernels;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;

/**
 * Takes steps of samplers: one native call for a batch, whose members may have different samplers
 * and be at different steps. Safe for many threads.
 */
public final class SamplerKernel {

    private final Kernels kernels;

    /** Uses kernels, which must outlive this. */
    public SamplerKernel(Kernels kernels) {
        this.kernels = kernels;
    }

    /**
     * Splits what the model returned for a batch.
     *
     * @param owner owns the result
     * @param output float32 (branches of all members, channels, height, width), member by member
     * @param branches number of branches of each member
     * @return for each member float32 (its branches, channels, height, width), sharing the memory
     *     of the output
     */
    public List<NDArray> split(NDManager owner, NDArray output, long... branches) {
        try (Call call = kernels.call("split_rows")) {
            return call.with(output).withLongs(branches).arrays(owner);
        }
    }

    /**
     * Takes one step of each member.
     *
     * @param owner owns the results
     * @return what became of each member, in order
     */
    public List<Advanced> advance(NDManager owner, List<SamplerMember> members) {
        List<NDArray> out;
        try (Call call = kernels.call("advance")) {
            out =
                    call.withArrays(members.stream().map(SamplerMember::output).toList())
                            .withArrays(members.stream().map(SamplerMember::latents).toList())
                            .withArrays(noise(members))
                            .withArrays(
                                    members.stream().flatMap(m -> m.history().stream()).toList())
                            .withLongs(
                                    members.stream().flatMapToLong(SamplerKernel::uses).toArray())
                            .withDoubles(
                                    members.stream()
                                            .flatMapToDouble(SamplerKernel::numbers)
                                            .toArray())
                            .arrays(owner);
        }
        return unpack(members, out);
    }

    private static List<NDArray> noise(List<SamplerMember> members) {
        return members.stream().map(SamplerMember::noise).filter(Objects::nonNull).toList();
    }

    private static LongStream uses(SamplerMember member) {
        return LongStream.of(
                member.update().prediction() == null ? 0 : 1,
                member.noise() == null ? 0 : 1,
                member.history().size());
    }

    private static DoubleStream numbers(SamplerMember member) {
        Prediction made = member.update().prediction();
        DoubleStream first =
                made == null
                        ? DoubleStream.of(member.guidance(), 0, 0, 0)
                        : DoubleStream.of(
                                member.guidance(), made.ofLatents(), made.ofOutput(), made.bound());
        return DoubleStream.concat(first, member.update().coefficients());
    }

    /** The arrays come member by member, the latents first; the last one has the peaks. */
    private static List<Advanced> unpack(List<SamplerMember> members, List<NDArray> out) {
        float[] peaks = out.get(out.size() - 1).toFloatArray();
        List<Advanced> results = new ArrayList<>(members.size());
        int at = 0;
        for (int i = 0; i < members.size(); i++) {
            int end = at + 1 + members.get(i).history().size();
            results.add(new Advanced(out.get(at), out.subList(at + 1, end), peaks[i]));
            at = end;
        }
        return results;
    }
}
