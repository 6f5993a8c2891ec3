package io.omniflow.job.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Follows every relative link of every document, to a file and to a heading in it. */
class LinksTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private static final Pattern CODE = Pattern.compile("(?ms)^```.*?^```$|`[^`\n]*`");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern FENCED = Pattern.compile("(?ms)^```.*?^```$");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");

    static List<Path> documents() throws IOException {
        List<Path> documents = new ArrayList<>();
        for (String folder : List.of("", "docs", "deploy", "schemas")) {
            try (Stream<Path> files =
                    Files.walk(ROOT.resolve(folder), folder.isEmpty() ? 1 : Integer.MAX_VALUE)) {
                files.filter(file -> file.toString().endsWith(".md"))
                        .filter(file -> !file.toString().contains("/target/"))
                        .map(ROOT::relativize)
                        .forEach(documents::add);
            }
        }
        return documents;
    }

    @ParameterizedTest
    @MethodSource("documents")
    void linksLeadSomewhere(Path document) throws IOException {
        Path file = ROOT.resolve(document);
        Matcher link = LINK.matcher(CODE.matcher(Files.readString(file)).replaceAll(""));
        List<String> broken = new ArrayList<>();
        while (link.find()) {
            URI target = URI.create(link.group(1));
            if (target.getScheme() == null && !leads(file, target)) {
                broken.add(link.group(1));
            }
        }
        assertThat(broken).isEmpty();
    }

    private static boolean leads(Path from, URI target) throws IOException {
        Path file =
                target.getPath().isEmpty()
                        ? from
                        : from.resolveSibling(target.getPath()).normalize();
        if (!file.startsWith(ROOT) || !Files.exists(file)) {
            return false;
        }
        return target.getFragment() == null || anchors(file).contains(target.getFragment());
    }

    /** Returns the anchors that GitHub gives the headings of a document. */
    private static Set<String> anchors(Path file) throws IOException {
        Matcher heading = HEADING.matcher(FENCED.matcher(Files.readString(file)).replaceAll(""));
        Set<String> anchors = new HashSet<>();
        while (heading.find()) {
            String words = heading.group(1).strip().toLowerCase(Locale.ROOT);
            anchors.add(words.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'));
        }
        return anchors;
    }
}
