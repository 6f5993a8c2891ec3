package io.omniflow.job.cli.doctor;

import io.omniflow.core.config.OmniConfig;
import io.omniflow.engine.runtime.Hardware;
import io.omniflow.engine.runtime.PyTorch;
import io.omniflow.job.cli.connection.JobManagerOptions;
import io.omniflow.job.cli.terminal.OutputMixin;
import io.omniflow.job.config.Deployment;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.runtime.util.EnvironmentInformation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Looks for what would keep a deployment from running. */
@Command(
        name = "doctor",
        description = {
            "Looks at Java, natives, device, memory, disk, the deployment and its models on this"
                    + " machine, then at Kafka, its topics and Flink, and says what to do.",
            "It changes nothing. Ends with 1 if something must be mended."
        },
        mixinStandardHelpOptions = true)
public final class DoctorCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            defaultValue = "${env:OMNIFLOW_CONFIG:-${env:OMNIFLOW_HOME:-.}/deploy/omniflow.yaml}",
            description =
                    "Deployment file (default: $OMNIFLOW_CONFIG, else deploy/omniflow.yaml of this"
                            + " checkout).")
    private Path config;

    @Option(
            names = "-D",
            paramLabel = "KEY=VALUE",
            description = "A key that goes before the deployment file's; may be repeated.")
    private Map<String, String> overrides = new LinkedHashMap<>();

    @Option(
            names = "--bootstrap-servers",
            paramLabel = "HOST:PORT",
            defaultValue = "${env:OMNIFLOW_BOOTSTRAP_SERVERS:-}",
            description =
                    "Kafka broker (default: $OMNIFLOW_BOOTSTRAP_SERVERS, else the deployment's).")
    private String bootstrapServers;

    @Option(
            names = "--checkpoints",
            paramLabel = "DIR",
            defaultValue = "data",
            description =
                    "Where checkpoints go if the deployment does not say (default: ./data, as for"
                            + " './omniflow up').")
    private String checkpoints;

    @Option(
            names = "--machine",
            description = "Only this machine: do not ask Kafka and Flink, which may not run yet.")
    private boolean machineOnly;

    @Mixin private JobManagerOptions target;

    @Mixin private OutputMixin output;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        List<Finding> findings = new ArrayList<>();
        checks().flatMap(check -> check.look().stream())
                .forEach(
                        finding -> {
                            findings.add(finding);
                            out.println(
                                    output.isJson()
                                            ? DoctorText.json(finding)
                                            : DoctorText.text(finding));
                            out.flush();
                        });
        if (!output.isJson()) {
            out.println(DoctorText.summary(findings));
            out.flush();
        }
        return DoctorText.count(findings, Level.FAIL) == 0 ? 0 : 1;
    }

    private Stream<Check> checks() {
        if (!bootstrapServers.isEmpty()) {
            overrides.put("kafka.bootstrap-servers", bootstrapServers);
        }
        DeploymentCheck file = DeploymentCheck.of(config, overrides);
        Hardware hardware = Hardware.here();
        Stream<Check> machine =
                Stream.of(
                        JavaCheck.here(),
                        new NativesCheck(PyTorch::version, System.getenv()),
                        new DeviceCheck(
                                hardware,
                                PyTorch::gpus,
                                Runtime.getRuntime().availableProcessors()),
                        file);
        Stream<Check> rest =
                file.deployment().map(read -> checks(read, hardware)).orElseGet(Stream::empty);
        return Stream.of(machine, rest, flink(file)).flatMap(each -> each);
    }

    private Stream<Check> checks(Deployment deployment, Hardware hardware) {
        OmniConfig omni = deployment.omni();
        BundlesCheck bundles = new BundlesCheck(omni.stages());
        Stream<Check> machine =
                Stream.of(
                        new DtypeCheck(hardware, omni.engine().dtype()),
                        bundles,
                        new MemoryCheck(MemoryReading.here(), bundles.weightBytes()),
                        DiskCheck.of(
                                deployment
                                        .options()
                                        .getOptional(CheckpointingOptions.CHECKPOINTS_DIRECTORY)
                                        .orElse(checkpoints)));
        return machineOnly
                ? machine
                : Stream.concat(machine, Stream.of(new KafkaCheck(deployment.kafka())));
    }

    private Stream<Check> flink(DeploymentCheck file) {
        return machineOnly
                ? Stream.empty()
                : Stream.of(
                        new FlinkCheck(
                                target.address(),
                                target.job(),
                                EnvironmentInformation.getVersion(),
                                file.deployment().map(DoctorCommand::slots).orElse(0)));
    }

    /** Slots are shared: one holds a subtask of every operator. */
    private static int slots(Deployment deployment) {
        return deployment.omni().stages().stream()
                .mapToInt(stage -> Math.max(stage.parallelism(), stage.cacheParallelism()))
                .max()
                .orElseThrow();
    }
}
