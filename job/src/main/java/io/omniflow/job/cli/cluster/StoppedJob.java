package io.omniflow.job.cli.cluster;

import io.omniflow.job.cli.terminal.Table;
import io.omniflow.job.rest.RunningJob;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A job that was stopped.
 *
 * @param job the job
 * @param savepoint where its state is
 * @param embeddedData the data directory of an embedded stack, which has ended with its job
 */
record StoppedJob(RunningJob job, String savepoint, Optional<String> embeddedData) {

    String text() {
        return new Table("")
                .row("stopped", job.name() + " (" + job.id() + ")")
                .row("savepoint", savepoint)
                .row("continue", next())
                .toString();
    }

    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("job", job.id());
        json.put("name", job.name());
        json.put("savepoint", savepoint);
        json.put("continue", next());
        return json;
    }

    /** Returns the command that continues from the savepoint. */
    private String next() {
        return embeddedData
                .map(data -> "./omniflow up --data " + data)
                .orElse("./omniflow start --from-savepoint " + savepoint);
    }
}
