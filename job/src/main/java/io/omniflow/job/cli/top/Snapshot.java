package io.omniflow.job.cli.top;

import io.omniflow.job.rest.ClusterOverview;
import io.omniflow.job.rest.JobHistory;
import io.omniflow.job.rest.RunningJob;
import io.omniflow.v1.StatusReport;
import java.util.List;
import java.util.Optional;

/**
 * What is known of a job at one moment.
 *
 * @param timeMs the moment, in milliseconds since 1970
 * @param cluster what the JobManager says; empty if it does not answer
 * @param stages what each stage says; empty if none answers
 * @param readings metrics, which the JobManager may have collected some seconds ago
 * @param remarks why something is missing
 */
record Snapshot(
        long timeMs,
        Optional<Cluster> cluster,
        List<StatusReport> stages,
        Readings readings,
        List<String> remarks) {

    /** The job and where it runs. */
    record Cluster(RunningJob job, JobHistory history, ClusterOverview overview) {}
}
