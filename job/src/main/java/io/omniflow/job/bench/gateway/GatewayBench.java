package io.omniflow.job.bench.gateway;

import io.omniflow.core.config.EngineConfig;
import io.omniflow.executor.generation.BundleModelFactory;
import io.omniflow.job.bench.BenchStack;
import io.omniflow.job.bench.BundleStage;
import io.omniflow.job.bench.gateway.GatewayResult.Pair;
import io.omniflow.job.client.ClientOptions;
import io.omniflow.job.client.OmniClient;
import io.omniflow.job.config.KafkaAccess;
import io.omniflow.job.gateway.Gateway;
import io.omniflow.job.gateway.GatewayOptions;
import io.omniflow.job.gateway.api.ServedModel;
import io.omniflow.job.gateway.server.ListenOptions;
import io.omniflow.v1.GenerationRequest;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Measures what the gateway adds: the same picture is asked for by HTTP and by the topics, in
 * turns, and is in the cache, so that nothing is painted. Broker, job, gateway and callers are one
 * process.
 */
public final class GatewayBench {

    private static final String MODEL = "shapes";

    private static final int STEPS = 20;

    private static final int SLOTS = 4;

    /** Rounds that do not count, in which the compiler does most of its work. */
    private static final int WARM_UP_ROUNDS = 2;

    private final Path bundle;

    private final Plan plan;

    private final PrintStream out;

    private GatewayBench(Path bundle, Plan plan, PrintStream out) {
        this.bundle = bundle;
        this.plan = plan;
        this.out = out;
    }

    /**
     * What is measured.
     *
     * @param requests requests of a round each way, 1 or more
     * @param rounds rounds each way, for one caller and for many, 1 or more
     * @param callers how many the many are, 1 or more
     */
    public record Plan(int requests, int rounds, int callers) {}

    /**
     * Measures.
     *
     * @param bundle directory of a model that makes pictures
     * @param out where rounds and the table go
     */
    public static GatewayResult run(Path bundle, Plan plan, PrintStream out) {
        return new GatewayBench(bundle, plan, out).measure();
    }

    private GatewayResult measure() {
        GatewayResult result = BenchStack.with(1, this::measure);
        result.print(out);
        return result;
    }

    private GatewayResult measure(BenchStack stack) {
        stack.submit(
                BundleStage.of(MODEL, bundle, SLOTS, STEPS),
                true,
                (stage, engine) -> new BundleModelFactory(stage, EngineConfig.DEFAULT));
        GenerationRequest picture =
                GenerationRequest.newBuilder()
                        .setModel(MODEL)
                        .setPrompt("a big red circle on a blue background")
                        .setSeed(7)
                        .build();
        KafkaAccess access = KafkaAccess.of(stack.kafka());
        try (KafkaWay kafka = new KafkaWay(OmniClient.connect(access), picture);
                HttpWay http = new HttpWay(gateway(access), picture)) {
            kafka.warm();
            for (int i = 0; i < WARM_UP_ROUNDS; i++) {
                pair(kafka, http, plan.callers(), i);
            }
            return new GatewayResult(rounds(kafka, http, 1), rounds(kafka, http, plan.callers()));
        }
    }

    private List<Pair> rounds(Way kafka, Way http, int callers) {
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < plan.rounds(); i++) {
            pairs.add(pair(kafka, http, callers, i));
            show(callers, pairs.get(i));
        }
        return pairs;
    }

    /** Each way is first in turn. */
    private Pair pair(Way kafka, Way http, int callers, int number) {
        Round first = number % 2 == 0 ? Round.of(kafka, callers, plan.requests()) : null;
        Round gateway = Round.of(http, callers, plan.requests());
        return new Pair(first == null ? Round.of(kafka, callers, plan.requests()) : first, gateway);
    }

    private void show(int callers, Pair pair) {
        out.printf(
                Locale.ROOT,
                "%d callers: %.0f requests/s by Kafka, %.0f by the gateway%n",
                callers,
                pair.kafka().perS(),
                pair.gateway().perS());
        out.flush();
    }

    private static Gateway gateway(KafkaAccess access) {
        return Gateway.start(
                GatewayOptions.of(
                        ListenOptions.at("127.0.0.1", 0).withDrain(Duration.ZERO),
                        ClientOptions.of(access).withHistory(Duration.ofHours(1)),
                        List.of(new ServedModel(MODEL, true, "", List.of()))));
    }
}
