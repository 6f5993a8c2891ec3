package io.omniflow.job.graph;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.omniflow.executor.metrics.OmniMetric;
import io.omniflow.v1.CacheEntry;
import io.omniflow.v1.CacheEpoch;
import io.omniflow.v1.CacheOptions;
import io.omniflow.v1.CacheReport;
import io.omniflow.v1.GenerationRequest;
import io.omniflow.v1.GenerationResult;
import io.omniflow.v1.HalfTensor;
import io.omniflow.v1.Output;
import io.omniflow.v1.Priority;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/** What was computed once serves whoever may have it, as long as it is what it must be. */
final class CacheScript {

    private static final int STEPS = 5;
    private static final int KEPT = 3;
    private static final String GONE = "gone";

    private final ScriptedJob job;
    private final String name;
    private int tries;

    /** The name begins the ids of its requests. */
    CacheScript(ScriptedJob job, String name) {
        this.job = job;
        this.name = name;
    }

    /** What was stored before a crash is served after it, all of it. */
    void aCrashKeepsTheHitRate() {
        job.hurry(true);
        List<GenerationRequest> kept =
                IntStream.range(0, KEPT).mapToObj(i -> ask("kept " + i).build()).toList();
        kept.forEach(this::awaitReuse);
        job.settle();
        List<Long> begun = kept.stream().map(request -> job.begun(request.getPrompt())).toList();
        long restores = job.job().restores();
        job.crash();
        job.send(renamed(ask("whoever crashes it").build()));
        job.await("a restore", () -> job.job().restores() > restores);
        job.hurry(true);

        List<GenerationRequest> again = kept.stream().map(this::renamed).toList();
        job.send(again.toArray(GenerationRequest[]::new));
        for (GenerationRequest request : again) {
            assertThat(isReused(job.awaitResult(request.getId()))).isTrue();
        }
        assertThat(kept.stream().map(request -> job.begun(request.getPrompt()))).isEqualTo(begun);
    }

    /** Who asks for four pictures after two of them were made waits for two. */
    void onlyTheImagesThatAreMissingAreMade() {
        job.hurry(true);
        GenerationRequest two = ask("a few of them").setSeed(40).setN(2).build();
        job.await(
                "both from the cache",
                () ->
                        run(two.toBuilder()).getOutputsList().stream()
                                .allMatch(CacheScript::isReused));
        long begun = job.begun(two.getPrompt());
        GenerationResult four = run(two.toBuilder().setN(4));

        assertThat(four.getOutputsList())
                .extracting(CacheScript::isReused)
                .containsExactly(true, true, false, false);
        assertThat(job.begun(two.getPrompt())).isEqualTo(begun + 2);
    }

    /** Entries that are not what they must be are dropped, counted, and never served. */
    void poisonIsNeverServed() {
        job.hurry(true);
        CacheEntry good = stored(run(ask("poison").setSeed(1)));
        GenerationRequest.Builder target = unstored(ask("poison").setSeed(2));
        GenerationRequest.Builder marked = unstored(ask("poison").setSeed(3));
        CacheEntry bait = as(good, run(target));
        CacheEntry marker =
                as(good, run(marked)).toBuilder()
                        .setData(ByteString.copyFromUtf8("marker"))
                        .build();
        List<CacheEntry> poison =
                List.of(
                        bait.toBuilder().setModelRevision("another").build(),
                        bait.toBuilder().setMediaType("image/png").build(),
                        bait.toBuilder()
                                .setPrompt("poison")
                                .setLatents(tensor(1, 1, 3, 2))
                                .setEmbedding(tensor(1))
                                .build());
        poison.forEach(this::publish);
        // Whoever is served with it knows that what came before it was read.
        publish(marker);
        assertThat(awaitReuse(marked.build()).getData()).isEqualTo(marker.getData());

        GenerationRequest again = renamed(target.build());
        job.send(again);
        GenerationResult result = job.awaitResult(again.getId());
        TestingRequests.assertRight(again, result);
        assertThat(isReused(result)).isFalse();
        job.await(
                "the count of what was dropped",
                () -> job.job().metric(OmniMetric.CACHE_UNUSABLE) == poison.size());
    }

    /**
     * What runs while its tenant is invalidated answers its own request and no other, here or in a
     * job without state that reads the topic later.
     */
    void whatWasInvalidatedInFlightNeverComesBack() {
        GenerationRequest running =
                renamed(
                        ask("in flight")
                                .setTenant(GONE)
                                .setNumInferenceSteps(ScriptedJob.MANY_STEPS)
                                .build());
        job.send(running);
        job.awaitStep(running.getId(), 1);
        job.order(
                command ->
                        command.getInvalidateCacheBuilder()
                                .setScope(CacheEpoch.Scope.SCOPE_TENANT)
                                .setName(GONE));
        job.hurry(true);
        GenerationResult own = job.awaitResult(running.getId());
        TestingRequests.assertRight(running, own);
        assertThat(stored(own).getTenant()).isEqualTo(GONE);
        // The topic has it behind what must not be served.
        GenerationRequest marker = ask("after that").setTenant(GONE).build();
        awaitReuse(marker);
        assertThatItIsComputed(running, 2);
        job.startAfresh();
        job.hurry(true);
        awaitReuse(marker);
        assertThatItIsComputed(running, 3);
    }

    /**
     * What one job made serves another that names the same topic, though that has never made it;
     * entries that come late or twice change nothing for either.
     */
    void twoJobsShareWhatTheyMake() {
        job.hurry(true);
        GenerationRequest made = ask("made by another").setSeed(1).build();
        Output picture = awaitReuse(made);
        CacheEntry entry = stored(picture.getFingerprint());
        GenerationRequest.Builder marked = unstored(ask("made by another").setSeed(2));
        CacheEntry marker =
                as(entry, run(marked)).toBuilder()
                        .setData(ByteString.copyFromUtf8("the last one"))
                        .build();
        try (JobBeside beside = job.beside()) {
            // It keeps nothing of its own for this request.
            GenerationRequest asked = unstored(made.toBuilder()).build();
            assertThat(awaitReuse(asked, beside::run).getData()).isEqualTo(picture.getData());

            publish(entry);
            publish(
                    entry.toBuilder()
                            .setCreatedMs(entry.getCreatedMs() - 1)
                            .setData(ByteString.copyFromUtf8("late"))
                            .build());
            publish(entry);
            publish(marker);
            for (Function<GenerationRequest, GenerationResult> ask :
                    List.<Function<GenerationRequest, GenerationResult>>of(
                            beside::run, this::run)) {
                assertThat(awaitReuse(marked.build(), ask).getData()).isEqualTo(marker.getData());
                GenerationResult again = ask.apply(renamed(asked));
                assertThat(isReused(again)).isTrue();
                assertThat(again.getOutputs(0).getData()).isEqualTo(picture.getData());
            }
        }
    }

    private void assertThatItIsComputed(GenerationRequest request, int times) {
        GenerationRequest again = renamed(unstored(request.toBuilder()).build());
        job.send(again);
        GenerationResult result = job.awaitResult(again.getId());
        TestingRequests.assertRight(again, result);
        assertThat(isReused(result)).isFalse();
        assertThat(job.begun(request.getPrompt())).isEqualTo(times);
    }

    /** Asks, each time under another id, until the answer comes from the cache. */
    private Output awaitReuse(GenerationRequest request) {
        return awaitReuse(request, this::run);
    }

    private Output awaitReuse(
            GenerationRequest request, Function<GenerationRequest, GenerationResult> ask) {
        GenerationResult[] last = new GenerationResult[1];
        job.await(
                request.getPrompt() + " from the cache",
                () -> {
                    last[0] = ask.apply(renamed(request));
                    return isReused(last[0]);
                });
        return last[0].getOutputs(0);
    }

    private GenerationResult run(GenerationRequest.Builder what) {
        return run(renamed(what.build()));
    }

    private GenerationResult run(GenerationRequest request) {
        job.send(request);
        return job.awaitResult(request.getId());
    }

    private GenerationRequest renamed(GenerationRequest request) {
        return request.toBuilder().setId(name + "-" + tries++).build();
    }

    private void publish(CacheEntry entry) {
        String key = entry.getKey() + ":" + entry.getFingerprint() + ":@" + entry.getTenant();
        job.job()
                .kafka()
                .sendAll(List.of(new ProducerRecord<>(TestingJob.CACHE, key, entry.toByteArray())));
    }

    /** Returns the entry of a result from the topic, as soon as it is there. */
    private CacheEntry stored(GenerationResult result) {
        return stored(result.getOutputs(0).getFingerprint());
    }

    private CacheEntry stored(String fingerprint) {
        CacheEntry[] found = new CacheEntry[1];
        job.await(
                "the entry of " + fingerprint,
                () -> {
                    for (ConsumerRecord<byte[], byte[]> record :
                            job.job().kafka().readAll(TestingJob.CACHE, 0)) {
                        if (new String(record.key(), UTF_8).contains(fingerprint)) {
                            found[0] = parse(record.value());
                        }
                    }
                    return found[0] != null;
                });
        return found[0];
    }

    private static CacheEntry parse(byte[] value) {
        try {
            return CacheEntry.parseFrom(value);
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    private static CacheEntry as(CacheEntry entry, GenerationResult result) {
        return entry.toBuilder().setFingerprint(result.getOutputs(0).getFingerprint()).build();
    }

    private static HalfTensor tensor(int... shape) {
        int values = 1;
        HalfTensor.Builder tensor = HalfTensor.newBuilder();
        for (int size : shape) {
            tensor.addShape(size);
            values *= size;
        }
        return tensor.setData(ByteString.copyFrom(new byte[Short.BYTES * values])).build();
    }

    private static GenerationRequest.Builder ask(String prompt) {
        return TestingRequests.one("", Priority.PRIORITY_NORMAL, STEPS).setPrompt(prompt);
    }

    private static GenerationRequest.Builder unstored(GenerationRequest.Builder request) {
        return request.setCache(CacheOptions.newBuilder().setNoStore(true));
    }

    private static boolean isReused(GenerationResult result) {
        return isReused(result.getOutputs(0));
    }

    private static boolean isReused(Output output) {
        return output.getCache().getKind() == CacheReport.Kind.KIND_EXACT;
    }
}
