package io.omniflow.engine.sd3;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.omniflow.engine.diffusion.SD3Transformer2DModel;
import io.omniflow.engine.diffusion.Sd3Member;
import io.omniflow.engine.diffusion.Streams;
import io.omniflow.engine.script.Kernels;
import java.util.List;
import java.util.TreeSet;
import java.util.function.LongConsumer;
import java.util.function.Predicate;

/**
 * One forward pass of a batch whose members may leave it for some blocks: those that reuse what the
 * blocks in the middle added drop out after the front blocks and come back for the back blocks. All
 * that is left runs as one batch.
 */
final class BlockWalk {

    private final NDManager scratch;
    private final SD3Transformer2DModel model;
    private final Kernels kernels;
    private final LongConsumer evaluations;
    private final List<Sd3Pass> passes;
    private List<Sd3Pass> batched = List.of();
    private Streams batch;
    private int at;

    /**
     * Prepares a pass.
     *
     * @param scratch owns all that is computed
     * @param evaluations hears of block evaluations when they are run
     * @param members generations with latents of equal shape
     */
    BlockWalk(
            NDManager scratch,
            SD3Transformer2DModel model,
            Kernels kernels,
            LongConsumer evaluations,
            List<Sd3Generation> members) {
        this.scratch = scratch;
        this.model = model;
        this.kernels = kernels;
        this.evaluations = evaluations;
        this.passes = members.stream().map(Sd3Pass::new).toList();
    }

    /** Runs the pass and returns the model's output, member by member, one row for each branch. */
    NDArray run() {
        passes.forEach(this::thaw);
        Shape shape = passes.get(0).generation().latents().getShape();
        batch = model.open(scratch, passes.stream().map(p -> p.generation().member()).toList());
        batched = passes;
        if (passes.stream().anyMatch(pass -> pass.cache() != null)) {
            spread();
        }
        for (int stop : stops()) {
            runTo(stop);
            halt(stop);
        }
        gather(passes);
        return model.project(scratch, batch, shape);
    }

    /** Returns the members' ways, in order. */
    List<Sd3Pass> passes() {
        return passes;
    }

    /** Returns before which blocks members drop out or come back, and the end. */
    private TreeSet<Integer> stops() {
        TreeSet<Integer> stops = new TreeSet<>();
        for (Sd3Pass pass : passes) {
            if (pass.cache() != null) {
                stops.add(pass.cache().front());
                stops.add(pass.cache().back());
            }
        }
        stops.add(model.blocks());
        return stops;
    }

    private void runTo(int stop) {
        List<Sd3Pass> running = passes.stream().filter(Sd3Pass::runs).toList();
        if (stop > at && !running.isEmpty()) {
            gather(running);
            Streams before = batch;
            batch = model.run(scratch, before, at, stop);
            before.close();
            running.forEach(pass -> pass.ran(stop - at));
            evaluations.accept((stop - at) * batch.pictures().getShape().get(0));
        }
        at = stop;
    }

    private void halt(int stop) {
        List<Sd3Pass> deciding = cached(pass -> pass.cache().front() == stop);
        List<Sd3Pass> ending = cached(pass -> pass.cache().back() == stop);
        if (!deciding.isEmpty() || !ending.isEmpty()) {
            spread();
            decide(deciding);
            ending.forEach(this::endMiddle);
        }
    }

    private void endMiddle(Sd3Pass pass) {
        if (pass.runs()) {
            pass.store(scratch, kernels);
        } else {
            pass.comeBack(scratch, kernels);
            batched = List.of();
        }
    }

    private List<Sd3Pass> cached(Predicate<Sd3Pass> condition) {
        return passes.stream().filter(p -> p.cache() != null && condition.test(p)).toList();
    }

    private void decide(List<Sd3Pass> deciding) {
        Distances changes = new Distances();
        deciding.forEach(pass -> pass.measure(scratch, kernels, changes));
        changes.read(scratch, kernels);
        deciding.forEach(pass -> pass.decide(changes));
    }

    /** Gives each member of the batch its own rows. */
    private void spread() {
        if (!batched.isEmpty()) {
            long[] rows = batched.stream().mapToLong(p -> p.generation().branches()).toArray();
            List<Streams> parts = model.split(scratch, batch, rows);
            for (int i = 0; i < rows.length; i++) {
                batched.get(i).arrive(parts.get(i));
            }
        }
    }

    /** Makes members the batch. */
    private void gather(List<Sd3Pass> members) {
        if (!batched.equals(members)) {
            batch = model.join(scratch, members.stream().map(Sd3Pass::streams).toList());
            batched = members;
        }
    }

    /** Computes the hidden states of a resumed member again where the next decision needs them. */
    private void thaw(Sd3Pass pass) {
        BlockResiduals cache = pass.cache();
        if (cache == null || !cache.isCold(pass.generation().step())) {
            return;
        }
        Streams entry = open(pass.generation(), cache.anchor(), cache.anchorStep());
        Streams front = run(entry, 0, cache.front());
        Streams back = run(front, cache.front(), cache.back());
        cache.store(scratch, kernels, front, back);
        NDArray previous = cache.previous();
        if (previous != null) {
            entry = open(pass.generation(), previous, pass.generation().step() - 1);
        }
        cache.restoreProbe(cache.probe(scratch, kernels, entry, front));
        long run = (long) cache.back() * pass.generation().branches();
        cache.count(run, 0);
        evaluations.accept(run);
    }

    private Streams open(Sd3Generation generation, NDArray latents, int step) {
        Sd3Member member = new Sd3Member(latents, generation.member().conditioning(), step);
        return model.open(scratch, List.of(member));
    }

    private Streams run(Streams in, int from, int to) {
        return from == to ? in : model.run(scratch, in, from, to);
    }
}
