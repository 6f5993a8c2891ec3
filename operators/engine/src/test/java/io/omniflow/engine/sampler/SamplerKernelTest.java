package io.omniflow.engine.sampler;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.omniflow.engine.runtime.PyTorch;
import io.omniflow.engine.script.Kernels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The native step against plain Java. */
class SamplerKernelTest {

    private static final Shape SHAPE = new Shape(1, 2, 3, 5);
    private static final int SIZE = 30;

    private final Random random = new Random(11);
    private Kernels kernels;
    private NDManager manager;
    private SamplerKernel sampler;

    @BeforeEach
    void open() {
        PyTorch.enter();
        kernels = Kernels.load(Device.cpu());
        manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
        sampler = new SamplerKernel(kernels);
    }

    @AfterEach
    void close() {
        manager.close();
        kernels.close();
    }

    @Test
    void eulerKeepsEveryBitOfItsDefinition() {
        float[] x = values(SIZE);
        float[] free = values(SIZE);
        float[] prompted = values(SIZE);
        float guidance = 2.7f;
        float delta = -0.13f;
        Update update = new Update(null, new Combination(1, delta, 0, 0), List.of());
        NDArray both = manager.create(concat(free, prompted), new Shape(2, 2, 3, 5));
        NDArray latents = manager.create(x, SHAPE);

        Advanced next =
                sampler.advance(
                                manager,
                                List.of(
                                        new SamplerMember(
                                                both, guidance, latents, List.of(), null, update)))
                        .get(0);

        float[] expected = new float[SIZE];
        float peak = 0;
        for (int i = 0; i < SIZE; i++) {
            float v = free[i] + (prompted[i] - free[i]) * guidance;
            expected[i] = x[i] + v * delta;
            peak = Math.max(peak, Math.abs(expected[i]));
        }
        assertThat(next.latents().toFloatArray()).containsExactly(expected);
        assertThat(next.peak()).isEqualTo(peak);
        assertThat(next.history()).isEmpty();
    }

    @Test
    void membersOfAllKindsAdvanceTogether() {
        List<SamplerMember> members = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            members.add(member(i % 4, i % 3 != 0, i % 2 == 0, 1 + i % 2));
        }

        List<Advanced> together = sampler.advance(manager, members);

        for (int i = 0; i < members.size(); i++) {
            List<double[]> expected = slowly(members.get(i));
            Advanced alone = sampler.advance(manager, List.of(members.get(i))).get(0);
            List<NDArray> actual = all(together.get(i));
            assertThat(actual).hasSameSizeAs(expected);
            for (int j = 0; j < actual.size(); j++) {
                assertClose(actual.get(j).toFloatArray(), expected.get(j));
                assertThat(actual.get(j).toFloatArray())
                        .containsExactly(all(alone).get(j).toFloatArray());
            }
        }
    }

    @Test
    void splitsTheRowsOfABatch() {
        float[] values = values(4 * SIZE);
        NDArray out = manager.create(values, new Shape(4, 2, 3, 5));

        List<NDArray> parts = sampler.split(manager, out, 1, 2, 1);

        assertThat(parts.stream().map(p -> p.getShape().get(0))).containsExactly(1L, 2L, 1L);
        assertThat(parts.get(1).toFloatArray())
                .containsExactly(Arrays.copyOfRange(values, SIZE, 3 * SIZE));
    }

    @Test
    void whatIsNotFiniteShowsInThePeakOfItsMemberAlone() {
        float[] bad = values(SIZE);
        bad[3] = Float.NaN;
        Update update = new Update(null, new Combination(1, -0.1, 0, 0), List.of());
        NDArray v = manager.create(values(SIZE), SHAPE);
        NDArray x = manager.create(values(SIZE), SHAPE);
        NDArray y = manager.create(bad, SHAPE);

        List<Advanced> next =
                sampler.advance(
                        manager,
                        List.of(
                                new SamplerMember(v, 1, x, List.of(), null, update),
                                new SamplerMember(v, 1, y, List.of(), null, update)));

        assertThat(next.get(0).peak()).isFinite();
        assertThat(next.get(1).peak()).isNaN();
    }

    private SamplerMember member(int size, boolean predicts, boolean noisy, int branches) {
        Prediction prediction =
                predicts ? new Prediction(0.7, -1.3, size == 2 ? 0.8 : 1 / 0.0) : null;
        List<Combination> rows = new ArrayList<>();
        for (int i = 0; i <= size; i++) {
            double[] history = random.doubles(size, -1, 1).toArray();
            rows.add(
                    new Combination(
                            i == 1 ? 0 : random.nextDouble(),
                            random.nextDouble(),
                            predicts ? random.nextDouble() : 0,
                            noisy ? random.nextDouble() : 0,
                            history));
        }
        List<NDArray> history = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            history.add(manager.create(values(SIZE), SHAPE));
        }
        return new SamplerMember(
                manager.create(values(branches * SIZE), new Shape(branches, 2, 3, 5)),
                2.5,
                manager.create(values(SIZE), SHAPE),
                history,
                noisy ? manager.create(values(SIZE), SHAPE) : null,
                new Update(prediction, rows.get(0), rows.subList(1, rows.size())));
    }

    /** The definition, in float64, element by element. */
    private static List<double[]> slowly(SamplerMember member) {
        float[] out = member.output().toFloatArray();
        float[] x = member.latents().toFloatArray();
        Update update = member.update();
        List<Combination> rows = new ArrayList<>(List.of(update.next()));
        rows.addAll(update.history());
        List<double[]> results = new ArrayList<>();
        for (Combination row : rows) {
            double[] sums = new double[SIZE];
            for (int i = 0; i < SIZE; i++) {
                double v =
                        out.length == SIZE
                                ? out[i]
                                : out[i] + member.guidance() * (out[SIZE + i] - out[i]);
                sums[i] = row.latents() * x[i] + row.output() * v;
                if (update.prediction() != null) {
                    Prediction p = update.prediction();
                    double m = p.ofLatents() * x[i] + p.ofOutput() * v;
                    sums[i] += row.prediction() * Math.max(-p.bound(), Math.min(p.bound(), m));
                }
                if (member.noise() != null) {
                    sums[i] += row.noise() * member.noise().toFloatArray()[i];
                }
                for (int h = 0; h < member.history().size(); h++) {
                    sums[i] += row.history()[h] * member.history().get(h).toFloatArray()[i];
                }
            }
            results.add(sums);
        }
        return results;
    }

    private static List<NDArray> all(Advanced advanced) {
        List<NDArray> arrays = new ArrayList<>(List.of(advanced.latents()));
        arrays.addAll(advanced.history());
        return arrays;
    }

    private float[] values(int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private static float[] concat(float[] one, float[] other) {
        float[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }

    private static void assertClose(float[] actual, double[] expected) {
        for (int i = 0; i < expected.length; i++) {
            assertThat((double) actual[i]).isCloseTo(expected[i], Offset.offset(1e-5));
        }
    }
}
