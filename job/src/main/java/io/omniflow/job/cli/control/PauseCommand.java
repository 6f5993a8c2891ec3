package io.omniflow.job.cli.control;

import io.omniflow.v1.Pause;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Stops the release of waiting work. */
@Command(
        name = "pause",
        description = {
            "Stops the release of waiting work: what runs goes on, requests are still accepted.",
            "It holds until 'resume', also across restarts of the job."
        },
        mixinStandardHelpOptions = true)
public final class PauseCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Mixin private ControlMixin control;

    @Override
    public Integer call() {
        return control.askAndPrint(
                ControlMixin.command().setPause(Pause.newBuilder().setStage(control.stage())),
                ReplyText::paused,
                spec.commandLine().getOut());
    }
}
