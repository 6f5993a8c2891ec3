package io.omniflow.job.cli.doctor;

import io.omniflow.job.rest.ClusterOverview;
import io.omniflow.job.rest.JobManager;
import io.omniflow.job.rest.RestException;
import io.omniflow.job.rest.RunningJob;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether a JobManager answers and has room for the job. */
final class FlinkCheck implements Check {

    private static final String NAME = "flink";

    private static final String JOB = "job";

    private final String address;

    private final String job;

    private final String version;

    private final int slots;

    /**
     * Creates the check.
     *
     * @param address of the JobManager
     * @param job name or id of the job
     * @param version Flink's version that the job is built with
     * @param slots that the job needs; 0 if that is not known
     */
    FlinkCheck(String address, String job, String version, int slots) {
        this.address = address;
        this.job = job;
        this.version = version;
        this.slots = slots;
    }

    @Override
    public List<Finding> look() {
        try {
            JobManager jobManager = JobManager.at(address);
            ClusterOverview cluster = jobManager.overview();
            List<Finding> findings = new ArrayList<>();
            findings.add(cluster(cluster));
            findings.add(job(running(jobManager), cluster));
            return findings;
        } catch (RestException e) {
            return List.of(Finding.fail(NAME, e.getMessage(), ""));
        }
    }

    private Finding cluster(ClusterOverview cluster) {
        String text =
                "Flink "
                        + cluster.flinkVersion()
                        + " at "
                        + address
                        + ", "
                        + cluster.taskManagers()
                        + (cluster.taskManagers() == 1 ? " TaskManager, " : " TaskManagers, ")
                        + cluster.freeSlots()
                        + " of "
                        + cluster.slots()
                        + " slots free";
        if (!cluster.flinkVersion().equals(version)) {
            return Finding.fail(
                    NAME, text, "run Flink " + version + ", which the job is built with");
        }
        if (cluster.taskManagers() == 0) {
            return Finding.fail(NAME, text, "start a TaskManager");
        }
        return Finding.ok(NAME, text);
    }

    private Optional<RunningJob> running(JobManager jobManager) {
        return jobManager.runningJobs().stream()
                .filter(each -> each.name().equals(job) || each.id().equals(job))
                .findFirst();
    }

    private Finding job(Optional<RunningJob> running, ClusterOverview cluster) {
        if (running.isPresent() && running.get().state().equals("RUNNING")) {
            return Finding.ok(JOB, running.get().id() + " runs");
        }
        if (running.isPresent()) {
            return Finding.fail(
                    JOB,
                    running.get().id() + " is " + running.get().state(),
                    "look for its exceptions at " + address + "/#/job/running");
        }
        if (cluster.freeSlots() < slots) {
            return Finding.fail(
                    JOB,
                    "no job '" + job + "' runs, and it needs " + slots + " free slots",
                    "start more TaskManagers, raise taskmanager.numberOfTaskSlots or lower"
                            + " stages.NAME.parallelism");
        }
        return Finding.warn(
                JOB,
                "no job '" + job + "' runs",
                "submit one: 'deploy/local/cluster submit', './omniflow start' or 'flink run'");
    }
}
