package io.omniflow.job.cli.control;

import io.omniflow.job.cli.terminal.Table;
import io.omniflow.v1.ConfigReport;
import io.omniflow.v1.ControlReply;
import java.util.TreeMap;

/** The configuration of a stage for people. */
final class ConfigText {

    private ConfigText() {}

    static String of(ControlReply reply) {
        ConfigReport config = reply.getConfig();
        Table table = new Table("  ");
        new TreeMap<>(config.getValuesMap())
                .forEach(
                        (key, value) ->
                                table.row(
                                        key,
                                        value,
                                        config.getChangedList().contains(key) ? "changed" : ""));
        return reply.getStage() + ", version " + config.getVersion() + "\n" + table;
    }
}
