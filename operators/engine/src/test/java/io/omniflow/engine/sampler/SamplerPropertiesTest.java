package io.omniflow.engine.sampler;

import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.engine.bundle.ConfigFile;
import io.omniflow.engine.testing.TinyBundle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What must hold for random configurations, in float64 and without PyTorch. */
class SamplerPropertiesTest {

    private static final int ROUNDS = 60;
    private static final String DPM = "DPMSolverMultistepScheduler";
    private static final String UNIPC = "UniPCMultistepScheduler";

    @TempDir Path directory;

    private final Random random = new Random(5);

    /** If the model tells the truth, the latents stay on the way from its noise to its picture. */
    @ParameterizedTest
    @ValueSource(strings = {"FlowMatchEulerDiscreteScheduler", "DDIMScheduler", DPM, UNIPC, "flow"})
    void followsAModelThatKnowsThePicture(String name) {
        for (int round = 0; round < ROUNDS; round++) {
            String prediction = prediction(name);
            String config = config(name, prediction);
            int steps = 1 + random.nextInt(30);
            SamplerPlan plan =
                    read(config).plan(steps, 1 + random.nextInt(5000), random.nextInt(steps));
            double picture = random.nextGaussian();
            double noise = random.nextGaussian();

            double[] latents = walk(plan, picture, noise, prediction);

            for (int i = 0; i <= plan.steps(); i++) {
                double expected = plan.signal(i) * picture + plan.sigma(i) * noise;
                assertThat(latents[i])
                        .as("step %d of %d with %s", i, plan.steps(), config)
                        .isCloseTo(expected, Offset.offset(1e-6));
            }
        }
    }

    /** Both are the same formula, found by different ways. */
    @Test
    void thePredictorOfUniPcIsTheMidpointOfDpmSolver() {
        for (int round = 0; round < ROUNDS; round++) {
            int steps = 2 + random.nextInt(25);
            String common =
                    training() + ",'prediction_type':'" + pick("epsilon", "v_prediction") + "'";
            List<Integer> all = new ArrayList<>();
            for (int i = 0; i < steps; i++) {
                all.add(i);
            }
            SamplerPlan one = read("'_class_name':'" + DPM + "'," + common).plan(steps, 1, 0);
            SamplerPlan other =
                    read("'_class_name':'" + UNIPC + "','disable_corrector':" + all + "," + common)
                            .plan(steps, 1, 0);

            for (int i = 0; i < steps; i++) {
                Combination a = one.update(i).next();
                Combination b = other.update(i).next();
                assertNear(b.latents(), a.latents());
                assertNear(b.prediction(), a.prediction());
                assertNear(b.history()[1], a.history()[0]);
            }
        }
    }

    /** The step is the integral of the line through two predictions. */
    @Test
    void heunsStepIntegratesALine() {
        for (int round = 0; round < ROUNDS; round++) {
            int steps = 3 + random.nextInt(12);
            SamplerPlan plan =
                    read("'_class_name':'" + DPM + "','solver_type':'heun'," + training())
                            .plan(steps, 1, 0);

            for (int i = 1; i < steps - 1; i++) {
                double[] shares = shares(plan, i, i + 1, i, i - 1);
                assertNear(plan.update(i).next().prediction(), shares[0]);
                assertNear(plan.update(i).next().history()[0], shares[1]);
            }
        }
    }

    /** The corrector integrates the curve through all predictions up to the end of the step. */
    @ParameterizedTest
    @ValueSource(strings = {"bh1", "bh2"})
    void theCorrectorOfUniPcIntegratesACurve(String formula) {
        for (int round = 0; round < ROUNDS; round++) {
            int order = 2 + random.nextInt(2);
            int steps = 6 + random.nextInt(12);
            SamplerPlan plan = unipc(formula, order, steps);

            for (int i = order; i < steps; i++) {
                Combination corrected = plan.update(i).history().get(0);
                int combined = Math.min(order, steps - i + 1);
                if (combined > 1) {
                    double[] shares = shares(plan, i - 1, i, nodes(i, combined + 1));
                    assertNear(corrected.prediction(), shares[0]);
                    for (int j = 1; j <= combined; j++) {
                        assertNear(corrected.history()[j], shares[j]);
                    }
                    assertNear(corrected.history()[0], plan.sigma(i) / plan.sigma(i - 1));
                }
            }
        }
    }

    /** So does the predictor of order 3, through those up to its start. */
    @ParameterizedTest
    @ValueSource(strings = {"bh1", "bh2"})
    void thePredictorOfOrderThreeIntegratesACurve(String formula) {
        for (int round = 0; round < ROUNDS; round++) {
            int steps = 6 + random.nextInt(12);
            SamplerPlan plan = unipc(formula, 3, steps);

            for (int i = 2; i < steps - 2; i++) {
                double keep = plan.sigma(i + 1) / plan.sigma(i);
                Combination start = plan.update(i).history().get(0);
                Combination gained = plan.update(i).next().minus(start.times(keep));
                double[] shares = shares(plan, i, i + 1, nodes(i, 3));
                assertNear(gained.prediction(), shares[0]);
                assertNear(gained.history()[1], shares[1]);
                assertNear(gained.history()[2], shares[2]);
                assertNear(gained.history()[0], 0);
            }
        }
    }

    private SamplerPlan unipc(String formula, int order, int steps) {
        String config =
                "'_class_name':'UniPCMultistepScheduler','solver_type':'%s','solver_order':%d,"
                        + "'final_sigmas_type':'zero',%s";
        return read(String.format(config, formula, order, training())).plan(steps, 1, 0);
    }

    /** Steps counted backwards. */
    private static int[] nodes(int from, int count) {
        int[] nodes = new int[count];
        for (int i = 0; i < count; i++) {
            nodes[i] = from - i;
        }
        return nodes;
    }

    /**
     * Integrates each Lagrange polynomial of the nodes against the exponential, by Simpson's rule:
     * what a prediction at each node adds to the latents between two points.
     */
    private static double[] shares(SamplerPlan plan, int from, int to, int... nodes) {
        IntFunction<Double> log = i -> Math.log(plan.signal(i) / plan.sigma(i));
        double start = log.apply(from);
        double width = (log.apply(to) - start) / 400;
        double[] shares = new double[nodes.length];
        for (int point = 0; point <= 400; point++) {
            double at = start + point * width;
            double weight = (point == 0 || point == 400 ? 1 : 2 + 2 * (point % 2)) * width / 3;
            for (int j = 0; j < nodes.length; j++) {
                double value = plan.sigma(to) * Math.exp(at) * weight;
                for (int k = 0; k < nodes.length; k++) {
                    if (k != j) {
                        double node = log.apply(nodes[k]);
                        value *= (at - node) / (log.apply(nodes[j]) - node);
                    }
                }
                shares[j] += value;
            }
        }
        return shares;
    }

    /** Takes all steps with single numbers for tensors. */
    private static double[] walk(
            SamplerPlan plan, double picture, double noise, String prediction) {
        double[] history = new double[plan.historySize()];
        double[] latents = new double[plan.steps() + 1];
        latents[0] = plan.signal(0) * picture + plan.sigma(0) * noise;
        for (int i = 0; i < plan.steps(); i++) {
            double output =
                    switch (prediction) {
                        case "epsilon" -> noise;
                        case "sample" -> picture;
                        case "v_prediction" -> plan.signal(i) * noise - plan.sigma(i) * picture;
                        default -> noise - picture;
                    };
            Update update = plan.update(i);
            Prediction made = update.prediction();
            double m = made == null ? 0 : made.ofLatents() * latents[i] + made.ofOutput() * output;
            latents[i + 1] = sum(update.next(), latents[i], output, m, history);
            double[] next = new double[history.length];
            for (int h = 0; h < next.length; h++) {
                next[h] = sum(update.history().get(h), latents[i], output, m, history);
            }
            history = next;
        }
        return latents;
    }

    private static double sum(
            Combination row, double latents, double output, double prediction, double[] history) {
        double sum =
                row.latents() * latents + row.output() * output + row.prediction() * prediction;
        for (int i = 0; i < history.length; i++) {
            sum += row.history()[i] * history[i];
        }
        return sum;
    }

    private String prediction(String name) {
        return name.startsWith("Flow") || name.equals("flow")
                ? "flow_prediction"
                : pick("epsilon", "sample", "v_prediction");
    }

    private String config(String name, String prediction) {
        String shift = String.format("%.2f", 0.5 + 4 * random.nextDouble());
        String dynamic = ",'use_dynamic_shifting':" + random.nextBoolean();
        return switch (name) {
            case "FlowMatchEulerDiscreteScheduler" ->
                    "'_class_name':'" + name + "','shift':" + shift + dynamic;
            // Only leading timesteps are as far apart as the steps go.
            case "DDIMScheduler" ->
                    "'_class_name':'DDIMScheduler','clip_sample':false,'prediction_type':'"
                            + prediction
                            + "','beta_schedule':'"
                            + pick("linear", "scaled_linear", "squaredcos_cap_v2")
                            + "'";
            case "flow" ->
                    "'_class_name':'"
                            + pick(DPM, UNIPC)
                            + "','use_flow_sigmas':true,'prediction_type':'flow_prediction',"
                            + solver()
                            + ",'flow_shift':"
                            + shift
                            + dynamic;
            default ->
                    "'_class_name':'"
                            + name
                            + "','prediction_type':'"
                            + prediction
                            + "',"
                            + solver()
                            + ","
                            + training();
        };
    }

    private String solver() {
        return "'solver_order':" + (1 + random.nextInt(3));
    }

    private String training() {
        boolean karras = random.nextInt(4) == 0;
        return String.format(
                "'beta_schedule':'%s','timestep_spacing':'%s','use_karras_sigmas':%s",
                pick("linear", "scaled_linear", "squaredcos_cap_v2"),
                pick("linspace", "leading", "trailing"),
                karras);
    }

    private String pick(String... options) {
        return options[random.nextInt(options.length)];
    }

    private Sampler read(String config) {
        TinyBundle.text(directory, "s.json", "{" + config + "}");
        return Samplers.read(ConfigFile.read(directory.resolve("s.json"))).get("");
    }

    private static void assertNear(double actual, double expected) {
        assertThat(actual)
                .isCloseTo(expected, Offset.offset(1e-7 * Math.max(1, Math.abs(expected))));
    }
}
