package io.omniflow.job.config;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.configuration.description.HtmlFormatter;

/** Describes every option of a deployment. */
public final class OptionsHelp {

    private static final String STAGE = "NAME";

    private OptionsHelp() {}

    /** Returns each key with its default and its meaning, for a terminal. */
    public static String text() {
        StringBuilder text = new StringBuilder();
        for (Setting<?> setting : settings()) {
            text.append("  --").append(setting.option().key()).append(byDefault(setting));
            text.append("\n      ").append(description(setting)).append('\n');
        }
        return text.toString();
    }

    /** Returns the same as a table in Markdown. */
    static String table() {
        StringBuilder table = new StringBuilder("| Key | Default | Meaning |\n|---|---|---|\n");
        for (Setting<?> setting : settings()) {
            Object value = setting.option().defaultValue();
            table.append("| `").append(setting.option().key()).append("` | ");
            table.append(value == null ? absent(setting) : "`" + display(value) + "`")
                    .append(" | ");
            table.append(description(setting)).append(" |\n");
        }
        return table.toString();
    }

    private static List<Setting<?>> settings() {
        List<Setting<?>> all = new ArrayList<>(Settings.global());
        all.addAll(new StageSettings(STAGE).all());
        all.add(PipelineReader.any());
        return all;
    }

    private static String byDefault(Setting<?> setting) {
        Object value = setting.option().defaultValue();
        return " " + (value == null ? absent(setting) : "(" + display(value) + ")");
    }

    /** A deployment needs stages, but no pipelines. */
    private static String absent(Setting<?> setting) {
        return setting.option().key().startsWith(PipelineReader.PREFIX) ? "(none)" : "(required)";
    }

    private static String display(Object value) {
        return Values.display(value);
    }

    private static String description(Setting<?> setting) {
        return new HtmlFormatter().format(setting.option().description());
    }
}
