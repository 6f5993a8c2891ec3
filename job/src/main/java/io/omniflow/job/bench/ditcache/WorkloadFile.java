package io.omniflow.job.bench.ditcache;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.omniflow.engine.shapes.ShapeScene;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes workloads: one JSON object a line. Only {@code prompt} must be there; a missing
 * {@code id} is the line's number, a missing {@code seed} 0. An object with {@code about} and
 * without {@code prompt} describes the others.
 */
final class WorkloadFile {

    private static final ObjectMapper JSON = new ObjectMapper();

    private WorkloadFile() {}

    /**
     * Reads a workload.
     *
     * @throws WorkloadException if the file is missing or a line is no request
     */
    static Workload read(Path file) {
        try {
            return parse(file.toString(), Files.readAllLines(file));
        } catch (NoSuchFileException e) {
            throw new WorkloadException("no workload at " + file, e);
        } catch (CharacterCodingException e) {
            throw new WorkloadException("cannot read " + file + ": it is not UTF-8", e);
        } catch (IOException e) {
            throw new WorkloadException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    static Workload parse(String name, List<String> lines) {
        String about = name;
        List<WorkloadRequest> requests = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).isBlank()) {
                continue;
            }
            try {
                JsonNode line = JSON.readTree(lines.get(i));
                if (line.has("about") && !line.has("prompt")) {
                    about = line.path("about").asText();
                    continue;
                }
                WorkloadRequest request = request(line, "line-" + (i + 1));
                if (!ids.add(request.id())) {
                    throw new IllegalArgumentException(
                            "id '" + request.id() + "' stands there before");
                }
                requests.add(request);
            } catch (JsonProcessingException | IllegalArgumentException e) {
                throw new WorkloadException(name + ", line " + (i + 1) + ": " + firstLine(e), e);
            }
        }
        if (requests.isEmpty()) {
            throw new WorkloadException("there is no request in " + name);
        }
        return new Workload(about, requests);
    }

    /** Writes a workload with all that is known of it. */
    static String format(Workload workload) {
        StringBuilder text = new StringBuilder();
        text.append(JSON.createObjectNode().put("about", workload.about())).append('\n');
        workload.requests().forEach(request -> text.append(line(request)).append('\n'));
        return text.toString();
    }

    private static WorkloadRequest request(JsonNode line, String number) {
        String prompt = line.path("prompt").asText();
        if (prompt.isBlank()) {
            throw new IllegalArgumentException("an object with a prompt is needed");
        }
        return new WorkloadRequest(
                line.path("id").asText(number),
                RequestKind.of(line.path("kind").asText("")),
                line.path("refers_to").asText(""),
                prompt,
                seed(line.path("seed")),
                guidance(line.path("guidance_scale")),
                scene(line.path("scene")));
    }

    private static long seed(JsonNode seed) {
        if (!seed.isMissingNode() && !seed.isIntegralNumber()) {
            throw new IllegalArgumentException("seed is " + seed + ", not a whole number");
        }
        return seed.asLong(0);
    }

    private static @Nullable Double guidance(JsonNode scale) {
        if (!scale.isMissingNode() && !scale.isNumber()) {
            throw new IllegalArgumentException("guidance_scale is " + scale + ", not a number");
        }
        return scale.isMissingNode() ? null : scale.asDouble();
    }

    private static @Nullable ShapeScene scene(JsonNode scene) {
        return scene.isMissingNode()
                ? null
                : new ShapeScene(
                        scene.path("size").asText(""),
                        scene.path("color").asText(""),
                        scene.path("shape").asText(""),
                        scene.path("background").asText(""));
    }

    private static ObjectNode line(WorkloadRequest request) {
        ObjectNode line = JSON.createObjectNode().put("id", request.id());
        if (request.kind() != RequestKind.UNKNOWN) {
            line.put("kind", request.kind().text());
        }
        if (!request.refersTo().isEmpty()) {
            line.put("refers_to", request.refersTo());
        }
        line.put("prompt", request.prompt()).put("seed", request.seed());
        if (request.guidanceScale() != null) {
            line.put("guidance_scale", request.guidanceScale());
        }
        ShapeScene scene = request.scene();
        if (scene != null) {
            ObjectNode shown = line.putObject("scene");
            if (!scene.size().isEmpty()) {
                shown.put("size", scene.size());
            }
            shown.put("color", scene.color())
                    .put("shape", scene.shape())
                    .put("background", scene.background());
        }
        return line;
    }

    private static String firstLine(Exception failure) {
        return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
    }
}
