package io.omniflow.job.cli.control;

import io.omniflow.v1.UpdateConfig;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Changes the configuration in force. */
@Command(
        name = "set",
        description = {
            "Changes values, all of them or, if one is refused, none. They survive restarts.",
            "Prints what differs from the deployment's values; 'config get' has the rest.",
            "Example: config set scheduler.type=composed 'scheduler.request-timeout=10 min'"
        },
        mixinStandardHelpOptions = true)
final class ConfigSetCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Parameters(
            arity = "1..*",
            paramLabel = "KEY=VALUE",
            description = "What to change; 'KEY=' takes the deployment's own value again.")
    private Map<String, String> values = new LinkedHashMap<>();

    @Option(
            names = "--expect-version",
            paramLabel = "N",
            description = "Change nothing if 'config get' no longer shows this version.")
    private @Nullable Long expectedVersion;

    @Mixin private ControlMixin control;

    @Override
    public Integer call() {
        UpdateConfig.Builder update = UpdateConfig.newBuilder().setStage(control.stage());
        values.forEach((key, value) -> update.putValues(key.strip(), value.strip()));
        if (expectedVersion != null) {
            update.setExpectedVersion(expectedVersion);
        }
        return control.askAndPrint(
                ControlMixin.command().setUpdateConfig(update),
                ConfigText::changes,
                spec.commandLine().getOut());
    }
}
