package io.omniflow.job.cli.control;

import io.omniflow.job.cli.terminal.Table;
import io.omniflow.v1.ConfigReport;
import io.omniflow.v1.ControlReply;
import java.util.Map;
import java.util.TreeMap;

/** The configuration of a stage for people. */
final class ConfigText {

    private ConfigText() {}

    /** Returns all of it, with what commands have changed marked. */
    static String of(ControlReply reply) {
        return of(reply, reply.getConfig().getValuesMap());
    }

    /** Returns only what commands have changed. */
    static String changes(ControlReply reply) {
        Map<String, String> changed = new TreeMap<>(reply.getConfig().getValuesMap());
        changed.keySet().retainAll(reply.getConfig().getChangedList());
        return of(reply, changed);
    }

    private static String of(ControlReply reply, Map<String, String> values) {
        ConfigReport config = reply.getConfig();
        Table table = new Table("  ");
        new TreeMap<>(values)
                .forEach(
                        (key, value) ->
                                table.row(
                                        key,
                                        value,
                                        config.getChangedList().contains(key) ? "changed" : ""));
        return reply.getStage() + ", version " + config.getVersion() + "\n" + table;
    }
}
