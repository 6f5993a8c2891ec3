package io.omniflow.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The command line as the image has it: the job's jar on what lies in Flink's lib folder. */
class ImageCommandITCase {

    private static final Script OMNIFLOW = new Script("deploy/image/omniflow");

    @Test
    void theDoctorFindsNativesAndModels() {
        Script.Finished finished = run("doctor", "--machine");

        assertThat(finished.exitCode()).as(finished.output()).isZero();
        assertThat(finished.output())
                .contains("natives     ok    PyTorch " + Repository.property("djl.pytorch.version"))
                .contains("bundle      ok    shapes in ");
    }

    @Test
    void theGatewayKnowsTheOptionsThatComposeGivesIt() {
        Script.Finished finished = run("gateway", "--help");

        assertThat(finished.exitCode()).as(finished.output()).isZero();
        assertThat(ComposeFile.command("gateway"))
                .startsWith("/opt/omniflow/bin/omniflow gateway --");
        assertThat(Pattern.compile("--[a-z-]+").matcher(ComposeFile.command("gateway")).results())
                .hasSize(3)
                .allMatch(option -> finished.output().contains(" " + option.group() + "="));
    }

    @Test
    void itHasEveryCommandThatADocumentNames() throws IOException {
        String help = run("--help").output();
        List<String> named = new ArrayList<>();
        for (Path document : DocumentedCommandsTest.documents().toList()) {
            Pattern.compile("\\./omniflow ([a-z]+)\\b")
                    .matcher(Files.readString(document))
                    .results()
                    .forEach(command -> named.add(command.group(1)));
        }

        assertThat(named)
                .contains("doctor", "gateway", "submit")
                .allSatisfy(name -> assertThat(help).containsPattern("(?m)^  " + name + " "));
    }

    private static Script.Finished run(String... arguments) {
        String jars = Repository.file("deploy/local/target").toString();
        return OMNIFLOW.run(
                Map.of(
                        "OMNIFLOW_CONFIG",
                        Repository.file("deploy/omniflow.yaml").toString(),
                        "OMNIFLOW_LIB",
                        jars + "/flink:" + jars + "/models",
                        "OMNIFLOW_JAR",
                        Repository.file("job/target/omniflow-job.jar").toString()),
                arguments);
    }
}
