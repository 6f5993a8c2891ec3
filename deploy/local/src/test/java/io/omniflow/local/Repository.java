package io.omniflow.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Where the files of this repository are. */
final class Repository {

    /** Tests run in their module's directory, deploy/local. */
    private static final Path ROOT = Path.of("").toAbsolutePath().resolve("../..").normalize();

    private Repository() {}

    static Path file(String path) {
        Path file = ROOT.resolve(path);
        if (!Files.exists(file)) {
            throw new AssertionError(path + " is not in the repository");
        }
        return file;
    }

    static String text(String path) {
        try {
            return Files.readString(file(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns a property of the parent's pom, or the project's version. */
    static String property(String name) {
        Matcher matcher =
                Pattern.compile("<" + Pattern.quote(name) + ">([^<]+)</").matcher(text("pom.xml"));
        if (!matcher.find()) {
            throw new AssertionError("pom.xml has no " + name);
        }
        return matcher.group(1);
    }

    /** Returns the documents of a YAML file; Jackson's own reader knows no {@code <<}. */
    static List<JsonNode> yaml(String path) {
        List<JsonNode> documents = new ArrayList<>();
        new Yaml(new SafeConstructor(new LoaderOptions()))
                .loadAll(text(path))
                .forEach(document -> documents.add(new ObjectMapper().valueToTree(document)));
        return documents;
    }
}
