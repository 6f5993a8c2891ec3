package io.omniflow.job.cli;

import io.omniflow.job.cli.cache.CacheCommand;
import io.omniflow.job.cli.cluster.MetricsCommand;
import io.omniflow.job.cli.cluster.ShutdownCommand;
import io.omniflow.job.cli.cluster.StartCommand;
import io.omniflow.job.cli.cluster.StopCommand;
import io.omniflow.job.cli.control.CancelCommand;
import io.omniflow.job.cli.control.ConfigCommand;
import io.omniflow.job.cli.control.ModelCommand;
import io.omniflow.job.cli.control.PauseCommand;
import io.omniflow.job.cli.control.ResumeCommand;
import io.omniflow.job.cli.control.StatusCommand;
import io.omniflow.job.cli.demo.DemoCommand;
import io.omniflow.job.cli.dlq.DlqCommand;
import io.omniflow.job.cli.doctor.DoctorCommand;
import io.omniflow.job.cli.gateway.GatewayCommand;
import io.omniflow.job.cli.request.SubmitCommand;
import io.omniflow.job.cli.request.WatchCommand;
import io.omniflow.job.cli.stack.UpCommand;
import io.omniflow.job.cli.top.TopCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The root of all commands. */
@Command(
        name = "omniflow",
        description = "Serves generative models from Kafka to Kafka.",
        mixinStandardHelpOptions = true,
        versionProvider = OmniflowCommand.Version.class,
        subcommands = {
            DemoCommand.class,
            UpCommand.class,
            GatewayCommand.class,
            SubmitCommand.class,
            WatchCommand.class,
            StatusCommand.class,
            TopCommand.class,
            CancelCommand.class,
            PauseCommand.class,
            ResumeCommand.class,
            ModelCommand.class,
            ConfigCommand.class,
            CacheCommand.class,
            DlqCommand.class,
            MetricsCommand.class,
            StopCommand.class,
            StartCommand.class,
            ShutdownCommand.class,
            DoctorCommand.class,
            CalibrateCommand.class,
            BenchCommand.class
        })
final class OmniflowCommand implements Runnable {

    @Spec private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing, such as 'demo'");
    }

    /** Takes the version from the jar's manifest. */
    static final class Version implements IVersionProvider {

        @Override
        public String[] getVersion() {
            String version = OmniflowCommand.class.getPackage().getImplementationVersion();
            return new String[] {"omniflow " + (version == null ? "(not packaged)" : version)};
        }
    }
}
