package io.omniflow.job.cli.connection;

import io.omniflow.job.rest.JobManager;
import picocli.CommandLine.Option;

/** Which JobManager and which job a command speaks to. */
public final class JobManagerOptions {

    @Option(
            names = "--jobmanager",
            paramLabel = "URL",
            defaultValue = "${env:OMNIFLOW_JOBMANAGER:-http://127.0.0.1:8081}",
            description =
                    "Address of Flink's dashboard (default: $OMNIFLOW_JOBMANAGER, else"
                            + " http://127.0.0.1:8081).")
    private String address;

    @Option(
            names = "--job",
            paramLabel = "NAME",
            defaultValue = "omniflow",
            description = "Name or id of the job (default: omniflow).")
    private String job;

    /** Returns the JobManager, which is not asked yet. */
    public JobManager jobManager() {
        return JobManager.at(address);
    }

    /** Returns the address of Flink's dashboard. */
    public String address() {
        return address;
    }

    /** Returns the name or id of the job. */
    public String job() {
        return job;
    }
}
