package io.omniflow.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.omniflow.job.client.ClientException;
import io.omniflow.job.client.OmniClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** A cluster that {@code deploy/local/cluster} runs on free ports; all of it ends with the test. */
final class LocalCluster implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(240);

    /** On a machine with other work to do, a process may be silent for a while and not be dead. */
    private static final String PATIENT = "-D heartbeat.timeout=60s ";

    /** A test ends before the better code of the second compiler is of use. */
    private static final String QUICK = "-D env.java.opts.taskmanager=-XX:TieredStopAtLevel=1 ";

    private static final Pattern JOB = Pattern.compile("^job +([0-9a-f]{32})$", Pattern.MULTILINE);

    private final Path data;

    private final Map<String, String> environment;

    private final int restPort = freePort();

    private final int kafkaPort = freePort();

    private final Thread onExit = new Thread(() -> run("down"), "cluster-down");

    private LocalCluster(Path data, String flinkOptions, Map<String, String> more) {
        this.data = data;
        this.environment = new HashMap<>(more);
        environment.putAll(
                Map.of(
                        "OMNIFLOW_REST_PORT", Integer.toString(restPort),
                        "OMNIFLOW_KAFKA_PORT", Integer.toString(kafkaPort),
                        "OMNIFLOW_RPC_PORT", Integer.toString(freePort()),
                        "OMNIFLOW_ZOOKEEPER_PORT", Integer.toString(freePort()),
                        "OMNIFLOW_METRICS_PORTS", "9281-9380",
                        "OMNIFLOW_FLINK_OPTIONS", flinkOptions));
    }

    /** Starts a cluster whose logs are JSON. */
    static LocalCluster startWithJson(Path data, int taskManagers, String flinkOptions) {
        return start(
                data,
                flinkOptions,
                Map.of("OMNIFLOW_LOG_TO_FILE", "json"),
                "--taskmanagers",
                Integer.toString(taskManagers));
    }

    /** Starts a cluster and returns when all of its TaskManagers are there. */
    static LocalCluster start(Path data, int taskManagers, String flinkOptions) {
        return start(
                data, flinkOptions, Map.of(), "--taskmanagers", Integer.toString(taskManagers));
    }

    /** Starts a cluster whose JobManager may be replaced by another one. */
    static LocalCluster startHighlyAvailable(Path data, int taskManagers, String flinkOptions) {
        return start(
                data,
                flinkOptions,
                Map.of(),
                "--ha",
                "--taskmanagers",
                Integer.toString(taskManagers));
    }

    private static LocalCluster start(
            Path data, String flinkOptions, Map<String, String> more, String... options) {
        LocalCluster cluster = new LocalCluster(data, PATIENT + QUICK + flinkOptions, more);
        Runtime.getRuntime().addShutdownHook(cluster.onExit);
        List<String> up = new ArrayList<>(List.of("up"));
        up.addAll(Arrays.asList(options));
        cluster.command(up.toArray(String[]::new));
        return cluster;
    }

    /** Connects to the job, also when the broker takes its time. */
    OmniClient connect() {
        return await().atMost(Duration.ofSeconds(120))
                .ignoreException(ClientException.class)
                .until(() -> OmniClient.connect(bootstrapServers()), Objects::nonNull);
    }

    String bootstrapServers() {
        return "127.0.0.1:" + kafkaPort;
    }

    /** Sends a record to the requests topic. */
    void send(String value) {
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", bootstrapServers()),
                        new StringSerializer(),
                        new StringSerializer())) {
            producer.send(new ProducerRecord<>("omniflow.requests.v1", value));
        }
    }

    FlinkRest rest() {
        return new FlinkRest("http://127.0.0.1:" + restPort);
    }

    /** Submits the job and returns its id. */
    String submit(Path deployment) {
        return submit(deployment, Repository.file("job/target/omniflow-job.jar"));
    }

    /** Submits the job of a jar and returns its id. */
    String submit(Path deployment, Path jar) {
        String output =
                succeeded(
                        run(
                                Map.of("OMNIFLOW_JOB_JAR", jar.toString()),
                                "submit",
                                "--config",
                                deployment.toString()),
                        "submit");
        Matcher job = JOB.matcher(output);
        assertThat(job.find()).as(output).isTrue();
        return job.group(1);
    }

    String command(String... arguments) {
        return succeeded(run(arguments), String.join(" ", arguments));
    }

    private static String succeeded(Finished finished, String what) {
        assertThat(finished.exitCode()).as("cluster %s%n%s", what, finished.output()).isZero();
        return finished.output();
    }

    Finished run(String... arguments) {
        return run(Map.of(), arguments);
    }

    private Finished run(Map<String, String> more, String... arguments) {
        List<String> line = new ArrayList<>();
        line.add(Repository.file("deploy/local/cluster").toString());
        line.addAll(List.of("--data", data.toString()));
        line.addAll(Arrays.asList(arguments));
        ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
        builder.environment().putAll(environment);
        builder.environment().putAll(more);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        try {
            Path output = Files.createTempFile("cluster", ".out");
            Process process = builder.redirectOutput(output.toFile()).start();
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroy();
                throw new AssertionError("takes too long: " + line);
            }
            Finished finished = new Finished(process.exitValue(), Files.readString(output));
            Files.delete(output);
            return finished;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    record Finished(int exitCode, String output) {}

    String log(String process) {
        try {
            return Files.readString(data.resolve("logs/" + process + ".log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    ProcessHandle process(String name) {
        try {
            String pid = Files.readString(data.resolve("run/" + name + ".pid")).strip();
            return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns every process of this cluster that is still there. */
    List<ProcessHandle> processes() {
        String mark = "-Domniflow.cluster=" + data;
        return ProcessHandle.allProcesses()
                .filter(
                        process ->
                                process.info()
                                        .arguments()
                                        .map(arguments -> Arrays.asList(arguments).contains(mark))
                                        .orElse(false))
                .toList();
    }

    /** Ends all processes, also after a time-out, which interrupts. */
    @Override
    public void close() {
        boolean interrupted = Thread.interrupted();
        run("down");
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().removeShutdownHook(onExit);
    }

    /** Returns a port that nobody listened on a moment ago. */
    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
