package io.omniflow.engine.approximate;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.omniflow.engine.approximate.ApproximateMap.Floor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Writes maps as {@link ApproximateMap#of} reads them. */
public final class ApproximateMapWriter {

    private static final Gson GSON =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    private ApproximateMapWriter() {}

    /**
     * Puts a map into a bundle, whose content hash changes with it. A reader sees the old file or
     * the new one, never a part.
     *
     * @param bundle directory of the bundle
     */
    public static void write(ApproximateMap map, Path bundle) throws IOException {
        Path file = bundle.resolve(ApproximateMap.FILE);
        Path part = bundle.resolve(ApproximateMap.FILE + ".part");
        Files.writeString(part, GSON.toJson(json(map)) + "\n");
        Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    }

    private static JsonObject json(ApproximateMap map) {
        JsonObject json = new JsonObject();
        json.addProperty("format", ApproximateMapReader.FORMAT);
        json.addProperty("date", map.date());
        json.add("measured", json(map.conditions()));
        json.addProperty("most_disagreement", map.mostDisagreement());
        JsonArray floors = new JsonArray();
        map.floors().forEach(floor -> floors.add(json(floor)));
        json.add("floors", floors);
        return json;
    }

    private static JsonObject json(ApproximateMap.Conditions conditions) {
        JsonObject json = new JsonObject();
        json.addProperty("scheduler", conditions.scheduler());
        json.addProperty("steps", conditions.steps());
        json.addProperty("guidance_scale", conditions.guidanceScale());
        json.addProperty("pairs", conditions.pairs());
        json.addProperty("bound", conditions.bound());
        json.addProperty("judge", conditions.judge());
        return json;
    }

    private static JsonObject json(Floor floor) {
        JsonObject json = new JsonObject();
        json.addProperty("similarity", floor.similarity());
        json.addProperty("share", floor.share());
        json.addProperty("loss", floor.loss());
        json.addProperty("diversity", floor.diversity());
        return json;
    }
}
