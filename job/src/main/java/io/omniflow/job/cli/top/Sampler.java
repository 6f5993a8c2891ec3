package io.omniflow.job.cli.top;

import io.omniflow.executor.metrics.OmniMetric;
import io.omniflow.job.client.ClientException;
import io.omniflow.job.client.OmniClient;
import io.omniflow.job.client.Subscription;
import io.omniflow.job.rest.JobManager;
import io.omniflow.job.rest.MetricReading;
import io.omniflow.job.rest.RestException;
import io.omniflow.job.rest.RunningJob;
import io.omniflow.v1.ControlCommand;
import io.omniflow.v1.ControlReply;
import io.omniflow.v1.GetStatus;
import io.omniflow.v1.StatusReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Asks a job how it is: its stages through the topics, the rest at the JobManager. */
final class Sampler implements AutoCloseable {

    private static final Set<OmniMetric> WANTED =
            EnumSet.of(
                    OmniMetric.RESULTS,
                    OmniMetric.REQUEST_LATENCY,
                    OmniMetric.SLO_MET,
                    OmniMetric.SLO_MISSED,
                    OmniMetric.BATCHES,
                    OmniMetric.STEPS_COMPUTED,
                    OmniMetric.COMPUTING_TIME,
                    OmniMetric.CACHE_HITS,
                    OmniMetric.CACHE_OFFERS,
                    OmniMetric.CACHE_MISSES,
                    OmniMetric.CACHE_ENTRIES,
                    OmniMetric.CACHE_BYTES);

    private final JobManager jobManager;
    private final String job;
    private final OmniClient client;
    private final NewestSteps steps = new NewestSteps();
    private final Subscription listening;
    private final Rates rates = new Rates();

    /** Takes over the client, which it closes. */
    Sampler(JobManager jobManager, String job, OmniClient client) {
        this.jobManager = jobManager;
        this.job = job;
        this.client = client;
        this.listening = client.listen(steps::take);
    }

    /**
     * Asks once.
     *
     * @param patience how long a stage may take to answer
     * @param fresh whether to wait for metrics that are not collected yet
     */
    Snapshot sample(Duration patience, boolean fresh) {
        List<String> remarks = new ArrayList<>();
        Optional<Snapshot.Cluster> cluster = Optional.empty();
        List<MetricReading> metrics = List.of();
        try {
            RunningJob running = jobManager.job(job);
            cluster =
                    Optional.of(
                            new Snapshot.Cluster(
                                    running, jobManager.history(running), jobManager.overview()));
            metrics =
                    fresh
                            ? jobManager.metrics().fresh(running, patience)
                            : jobManager.metrics().now(running, WANTED);
        } catch (RestException e) {
            remarks.add(String.valueOf(e.getMessage()));
        }
        List<StatusReport> stages = stages(patience, remarks);
        long nowMs = System.currentTimeMillis();
        Map<Rates.Counted, Double> growth = rates.update(metrics, nowMs);
        return new Snapshot(nowMs, cluster, stages, new Readings(metrics, growth), remarks);
    }

    private List<StatusReport> stages(Duration patience, List<String> remarks) {
        ControlCommand command =
                ControlCommand.newBuilder()
                        .setCommandId(UUID.randomUUID().toString())
                        .setGetStatus(GetStatus.getDefaultInstance())
                        .build();
        try {
            return client.ask(List.of(command), false, patience).stream()
                    .filter(ControlReply::hasStatus)
                    .map(reply -> steps.applyTo(reply.getStatus()))
                    .sorted(Comparator.comparing(StatusReport::getStage))
                    .toList();
        } catch (ClientException e) {
            remarks.add(String.valueOf(e.getMessage()));
            return List.of();
        }
    }

    @Override
    public void close() {
        listening.close();
        client.close();
    }
}
