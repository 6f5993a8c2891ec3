package io.omniflow.engine.sd3;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.omniflow.core.config.EngineConfig;
import io.omniflow.core.request.GenerationParams;
import io.omniflow.engine.StepModels;
import io.omniflow.engine.diffusion.Sd3Member;
import io.omniflow.engine.testing.TinyBundle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Proofs over forward passes whose bits depend on the company in known ways. */
class BatchProofTest {

    private static final int GUIDED = 2;
    private static final int SINGLE = 1;

    @TempDir Path directory;
    private final List<Sd3Generation> open = new ArrayList<>();
    private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
    private Sd3StepModel model;
    private int calls;

    @BeforeEach
    void load() {
        Path bundle = TinyBundle.write(directory, "F32", false);
        model = (Sd3StepModel) StepModels.load(bundle, Device.cpu(), EngineConfig.DEFAULT);
    }

    @AfterEach
    void close() {
        open.forEach(Sd3Generation::close);
        manager.close();
        model.close();
    }

    @Test
    void whateverTheCompanyLeavesAloneIsOnePass() {
        BatchProof proof = proof((rows, row) -> false);

        assertThat(sizes(proof, GUIDED, SINGLE, GUIDED, SINGLE, SINGLE)).containsExactly(5);
    }

    @Test
    void passesAreAsLargeAsProven() {
        BatchProof proof = proof((rows, row) -> rows > 6);

        assertThat(sizes(proof, GUIDED, GUIDED, GUIDED, GUIDED)).containsExactly(3, 1);
        assertThat(sizes(proof, GUIDED, SINGLE, GUIDED, SINGLE)).containsExactly(4);
    }

    @Test
    void oneOtherBitInOneRowIsEnoughToStayAlone() {
        BatchProof proof = proof((rows, row) -> rows > 2 && row == 3);

        assertThat(sizes(proof, GUIDED, GUIDED, GUIDED)).containsExactly(1, 1, 1);
    }

    @Test
    void singleRowsStayAloneIfCompanyChangesThem() {
        BatchProof proof = proof((rows, row) -> rows == 1);

        assertThat(sizes(proof, GUIDED, SINGLE, GUIDED, SINGLE)).containsExactly(1, 1, 2);
    }

    @Test
    void anOddNumberMayBeBadWhereTheNextIsGood() {
        BatchProof proof = proof((rows, row) -> rows == 6);

        assertThat(sizes(proof, GUIDED, GUIDED, GUIDED)).containsExactly(2, 1);
        assertThat(sizes(proof, GUIDED, GUIDED, GUIDED, GUIDED)).containsExactly(4);
    }

    @Test
    void aNumberOfRowsIsTriedOnceForEachSize() {
        BatchProof proof = proof((rows, row) -> false);
        sizes(proof, GUIDED, GUIDED);
        int once = calls;

        sizes(proof, GUIDED, GUIDED);
        assertThat(calls).isEqualTo(once);

        Sd3Generation wide = begin(2, 8, 4);
        Sd3Generation other = begin(2, 8, 4);
        assertThat(proof.passes(List.of(wide, other))).hasSize(1);
        assertThat(calls).isGreaterThan(once);
    }

    @Test
    void aMemberAloneIsNotTried() {
        sizes(proof((rows, row) -> true), GUIDED);

        assertThat(calls).isZero();
    }

    /** Tells which rows of a batch get other bits than alone. */
    private interface Flaw {
        boolean changes(int rows, int row);
    }

    private BatchProof proof(Flaw flaw) {
        return new BatchProof(
                manager, (owner, members) -> pass(owner, members, flaw), p -> model.begin(p, null));
    }

    /** Returns the latents of each row, the last value one bit off where the flaw says so. */
    private NDArray pass(NDManager owner, List<Sd3Member> members, Flaw flaw) {
        calls++;
        List<float[]> rows = new ArrayList<>();
        for (Sd3Member member : members) {
            for (int i = 0; i < member.conditioning().branches(); i++) {
                rows.add(member.latents().toFloatArray());
            }
        }
        int values = rows.get(0).length;
        float[] all = new float[rows.size() * values];
        for (int row = 0; row < rows.size(); row++) {
            System.arraycopy(rows.get(row), 0, all, row * values, values);
            if (flaw.changes(rows.size(), row)) {
                int last = (row + 1) * values - 1;
                all[last] = Math.nextUp(all[last]);
            }
        }
        return owner.create(all, new Shape(rows.size(), values));
    }

    private List<Integer> sizes(BatchProof proof, int... branches) {
        List<Sd3Generation> batch =
                IntStream.of(branches).mapToObj(rows -> begin(rows, 8, 8)).toList();
        List<List<Sd3Generation>> passes = proof.passes(batch);
        assertThat(passes.stream().flatMap(List::stream))
                .containsExactlyInAnyOrderElementsOf(batch);
        return passes.stream().map(List::size).toList();
    }

    private Sd3Generation begin(double guidance, int width, int height) {
        Sd3Generation generation =
                model.begin(new GenerationParams("red", "", width, height, 4, guidance, 1), null);
        open.add(generation);
        return generation;
    }
}
