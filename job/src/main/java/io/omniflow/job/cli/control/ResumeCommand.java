package io.omniflow.job.cli.control;

import io.omniflow.v1.Resume;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Releases waiting work again. */
@Command(
        name = "resume",
        description = "Releases waiting work again after 'pause'.",
        mixinStandardHelpOptions = true)
public final class ResumeCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Mixin private ControlMixin control;

    @Override
    public Integer call() {
        return control.askAndPrint(
                ControlMixin.command().setResume(Resume.newBuilder().setStage(control.stage())),
                ReplyText::resumed,
                spec.commandLine().getOut());
    }
}
