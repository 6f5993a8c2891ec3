package io.omniflow.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.Map;
import java.util.Properties;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What docker-compose.yml says, for tests that hold other things against it. */
final class ComposeFile {

    static final JsonNode ROOT = Repository.yaml("docker-compose.yml").get(0);

    private ComposeFile() {}

    /** Reads the lines "topic NAME PARTITIONS SETTING..." of the service that creates topics. */
    static Map<String, Map<String, String>> topics() {
        String script = service("kafka-init").path("command").path(2).asText();
        Map<String, Map<String, String>> topics = new TreeMap<>();
        script.lines()
                .filter(line -> line.startsWith("topic "))
                .map(line -> line.split(" "))
                .forEach(
                        words -> {
                            Map<String, String> topic = new TreeMap<>();
                            topic.put("partitions", words[2]);
                            Stream.concat(
                                            Stream.of(group(script, "(max.message.bytes=\\d+)")),
                                            Arrays.stream(words).skip(3))
                                    .map(setting -> setting.split("="))
                                    .forEach(setting -> topic.put(setting[0], setting[1]));
                            topics.put(words[1], topic);
                        });
        return topics;
    }

    static Properties properties(String name) {
        Properties properties = new Properties();
        service(name)
                .at("/environment/FLINK_PROPERTIES")
                .asText()
                .lines()
                .forEach(line -> properties.put(line.split(": ")[0], line.split(": ")[1]));
        return properties;
    }

    /** Returns the words of a service's command. */
    static String command(String name) {
        StringJoiner words = new StringJoiner(" ");
        service(name).path("command").forEach(word -> words.add(word.asText()));
        return words.toString();
    }

    static String mount() {
        String volume = service("taskmanager").path("volumes").path(0).asText();
        return volume.substring(volume.indexOf(':') + 1);
    }

    static String listeners() {
        return service("kafka").at("/environment/KAFKA_ADVERTISED_LISTENERS").asText();
    }

    /** Returns a service with what it takes over by "<<". */
    static JsonNode service(String name) {
        JsonNode service = ROOT.path("services").path(name);
        assertThat(service.isObject()).as(name).isTrue();
        return service;
    }

    static String group(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertThat(matcher.find()).as("%s in %s", pattern, text).isTrue();
        return matcher.group(1);
    }
}
