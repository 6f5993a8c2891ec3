package io.omniflow.job.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.core.error.ErrorCode;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Holds docs/api against the sections of its template and against the code. Run with {@code
 * -Domniflow.docs.write=true} to write what the programs print into the documents.
 */
class ApiDocumentsTest {

    private static final Path FOLDER = Path.of("../docs/api");

    private static final List<String> MODULES = List.of("core", "engine", "executor", "worker");

    private static final List<String> TEMPLATE =
            List.of(
                    "## 1. Module overview",
                    "### Purpose",
                    "### Responsibilities",
                    "### Dependencies",
                    "### Integration points",
                    "## 2. Core classes and interfaces",
                    "### Base classes",
                    "### Implementation classes",
                    "### Data structures",
                    "## 3. Public API methods",
                    "### Initialization",
                    "### Core operations",
                    "### Configuration",
                    "### Lifecycle management",
                    "### Monitoring",
                    "## 4. Configuration",
                    "### Configuration classes",
                    "### Required parameters",
                    "### Optional parameters",
                    "### Validation",
                    "## 5. Error handling",
                    "### Custom exceptions",
                    "### Error codes",
                    "### Recovery strategies",
                    "## 6. Examples",
                    "### Basic usage",
                    "### Advanced usage",
                    "### Integration examples",
                    "## Checklist");

    private static final List<String> CHECKLIST =
            List.of(
                    "Clear purpose",
                    "Complete interface",
                    "Error handling",
                    "Configuration",
                    "Examples",
                    "Type hints",
                    "Documentation",
                    "Testing",
                    "Integration",
                    "Performance");

    @TempDir private static Path folder;

    private static PublicNames ours;

    private static Set<String> tests;

    private static Programs programs;

    @BeforeAll
    static void compile() throws IOException {
        try (StandardJavaFileManager files =
                ToolProvider.getSystemJavaCompiler().getStandardFileManager(null, null, null)) {
            files.setLocationFromPaths(StandardLocation.CLASS_PATH, classPath());
            ours = PublicNames.of(files);
            tests = testClasses();
            programs = Programs.compile(programs().toList(), folder, files);
        }
    }

    static Stream<ApiDocument> documents() throws IOException {
        Stream.Builder<ApiDocument> documents = Stream.builder();
        for (String module : MODULES) {
            documents.add(ApiDocument.read(FOLDER.resolve(module + "_api.md")));
        }
        return documents.build();
    }

    static Stream<CodeBlock> programs() throws IOException {
        return documents().flatMap(document -> document.programs().stream());
    }

    @ParameterizedTest
    @MethodSource("documents")
    void theSectionsAreThoseOfTheTemplate(ApiDocument document) {
        assertThat(document.headings()).isEqualTo(TEMPLATE);
    }

    @ParameterizedTest
    @MethodSource("documents")
    void theChecklistHasEvidenceForEachPoint(ApiDocument document) {
        String checklist = document.text().substring(document.text().indexOf("## Checklist"));
        List<String> points =
                checklist.lines().filter(line -> line.startsWith("- [x] **")).toList();
        assertThat(points).hasSameSizeAs(CHECKLIST);
        assertThat(points)
                .zipSatisfy(
                        CHECKLIST,
                        (line, point) ->
                                assertThat(line)
                                        .matches("- \\[x\\] \\*\\*" + point + "\\*\\*: .{20,}"));
    }

    @ParameterizedTest
    @MethodSource("documents")
    void whatTheTextNamesIsThere(ApiDocument document) {
        assertThat(document.names())
                .isNotEmpty()
                .allMatch(name -> tests.contains(name.type()) || ours.has(name), "is there");
    }

    @ParameterizedTest
    @MethodSource("documents")
    void thereIsAProgramForEachKindOfExample(ApiDocument document) {
        for (String kind : TEMPLATE.subList(TEMPLATE.size() - 4, TEMPLATE.size() - 1)) {
            String rest = document.text().substring(document.text().indexOf(kind));
            String section = rest.split("\n##", 2)[0];
            assertThat(new ApiDocument(document.file(), section).programs()).as(kind).isNotEmpty();
        }
    }

    @Test
    void everyErrorCodeIsExplained() throws IOException {
        Set<String> explained =
                documents()
                        .flatMap(document -> document.names().stream())
                        .filter(name -> name.type().equals("ErrorCode"))
                        .flatMap(name -> name.member().stream())
                        .collect(Collectors.toSet());
        assertThat(explained).contains(names(ErrorCode.values()));
    }

    @ParameterizedTest
    @MethodSource("programs")
    void programsPrintWhatTheDocumentsSay(CodeBlock program) throws Exception {
        assertThat(program.output()).as("a block of text after 'It prints:'").isPresent();
        String printed = programs.run(program);
        if (Boolean.getBoolean("omniflow.docs.write")) {
            ApiDocument document = ApiDocument.read(program.file());
            Files.writeString(program.file(), document.printing(program, printed).text());
        } else {
            assertThat(program.output()).hasValue(printed);
        }
        assertThat(printed).isNotBlank();
    }

    /** The class path may lie in the manifest of a jar that starts the tests. */
    private static List<Path> classPath() {
        String path =
                System.getProperty(
                        "surefire.test.class.path", System.getProperty("java.class.path"));
        return Arrays.stream(path.split(File.pathSeparator)).map(Path::of).toList();
    }

    /** Other modules' tests are not on the class path, only in the source tree. */
    private static Set<String> testClasses() throws IOException {
        Set<String> names = new HashSet<>();
        for (String root : List.of("../operators", "../schemas", "../job", "../deploy")) {
            try (Stream<Path> files = Files.walk(Path.of(root))) {
                files.filter(file -> file.toString().contains("src/test/java"))
                        .map(file -> file.getFileName().toString())
                        .filter(name -> name.matches("\\w+(Test|ITCase)\\.java"))
                        .map(name -> name.replace(".java", ""))
                        .forEach(names::add);
            }
        }
        return names;
    }

    private static String[] names(ErrorCode[] codes) {
        return Arrays.stream(codes).map(ErrorCode::name).toArray(String[]::new);
    }
}
