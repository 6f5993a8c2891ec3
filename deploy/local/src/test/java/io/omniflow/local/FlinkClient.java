package io.omniflow.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Submits a job with classes of the tests to a cluster, by Flink's own client. */
final class FlinkClient {

    private static final Pattern JOB = Pattern.compile("submitted with JobID ([0-9a-f]{32})");
    private static final Pattern OPTIONS =
            Pattern.compile("^env\\.java\\.opts\\.all: (.*)$", Pattern.MULTILINE);

    private final Path data;
    private final Path jars = Repository.file("deploy/local/target");

    FlinkClient(Path data) {
        this.data = data;
    }

    /**
     * Submits the job of a main class and returns its id.
     *
     * @param classes each tells a place of classes that the job needs besides those of its jar
     */
    String submit(Class<?> main, List<Class<?>> classes, String... arguments) {
        List<String> line = new ArrayList<>();
        line.add(System.getProperty("java.home") + "/bin/java");
        line.addAll(List.of("-Xmx512m", "-XX:TieredStopAtLevel=1"));
        line.addAll(javaOptions());
        line.addAll(List.of("-cp", jars + "/flink/*:" + jars + "/models/*"));
        line.add("org.apache.flink.client.cli.CliFrontend");
        line.addAll(List.of("run", "-d", "-c", main.getName()));
        classes.forEach(each -> line.addAll(List.of("-C", place(each).toString())));
        line.add(Repository.file("job/target/omniflow-job.jar").toString());
        line.addAll(List.of(arguments));
        String output = run(line);
        Matcher job = JOB.matcher(output);
        assertThat(job.find()).as(output).isTrue();
        return job.group(1);
    }

    private String run(List<String> line) {
        Path output = data.resolve("logs/client.out");
        ProcessBuilder builder =
                new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("FLINK_CONF_DIR", data.resolve("conf").toString());
        builder.environment().put("FLINK_LIB_DIR", jars.resolve("flink").toString());
        builder.environment().put("FLINK_PLUGINS_DIR", data.resolve("plugins").toString());
        try {
            assertThat(builder.start().waitFor()).as("see %s", output).isZero();
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private List<String> javaOptions() {
        try {
            Matcher options = OPTIONS.matcher(Files.readString(data.resolve("conf/config.yaml")));
            assertThat(options.find()).as("options of the JVM").isTrue();
            return List.of(options.group(1).replaceAll("[\"']", "").split(" "));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static URL place(Class<?> of) {
        return of.getProtectionDomain().getCodeSource().getLocation();
    }
}
