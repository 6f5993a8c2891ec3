package io.omniflow.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the documents tell people to run is there. */
class DocumentedCommandsTest {

    private static final Pattern SCRIPT =
            Pattern.compile("(deploy/(?:local/cluster|gpu/libtorch)) ([a-z][a-z-]+)");

    private static final Map<String, String> HELP =
            Map.of(
                    "deploy/local/cluster", help("deploy/local/cluster"),
                    "deploy/gpu/libtorch", help("deploy/gpu/libtorch"));

    @ParameterizedTest
    @MethodSource("documents")
    void everyCommandOfAScriptIsInItsHelp(Path document) throws IOException {
        SCRIPT.matcher(Files.readString(document))
                .results()
                .forEach(
                        command ->
                                assertThat(HELP.get(command.group(1)))
                                        .as(command.group())
                                        .containsPattern(
                                                "(?m)^  " + command.group(2) + "(?![a-z-])"));
    }

    static Stream<Path> documents() throws IOException {
        Path root = Repository.file("README.md").getParent();
        try (Stream<Path> docs = Files.walk(root.resolve("docs"))) {
            return Stream.concat(
                    Stream.of("README.md", "CONTRIBUTING.md", "deploy/README.md")
                            .map(root::resolve),
                    docs.filter(file -> file.toString().endsWith(".md")))
                    .toList()
                    .stream();
        }
    }

    private static String help(String script) {
        return new Script(script).run(Map.of(), "--help").output();
    }
}
