package io.omniflow.engine.approximate;

import io.omniflow.engine.approximate.ApproximateMap.Conditions;
import io.omniflow.engine.approximate.ApproximateMap.Floor;
import io.omniflow.engine.bundle.ConfigFile;
import java.nio.file.Path;
import java.util.Set;

/** Reads a map strictly: every field is known and in its range. */
final class ApproximateMapReader {

    /** The only form there has been. */
    static final int FORMAT = 1;

    private ApproximateMapReader() {}

    static ApproximateMap read(Path path) {
        ConfigFile file = ConfigFile.read(path);
        if (file.positive("format") != FORMAT) {
            throw file.invalid("'format' is " + file.positive("format") + ", expected " + FORMAT);
        }
        file.refuseOthers(Set.of("format", "date", "measured", "most_disagreement", "floors"));
        try {
            return new ApproximateMap(
                    file.text("date"),
                    conditions(file.object("measured")),
                    file.number("most_disagreement"),
                    file.objects("floors").stream().map(ApproximateMapReader::floor).toList());
        } catch (IllegalArgumentException e) {
            throw file.invalid(e.getMessage());
        }
    }

    private static Conditions conditions(ConfigFile json) {
        json.refuseOthers(
                Set.of("scheduler", "steps", "guidance_scale", "pairs", "bound", "judge"));
        return new Conditions(
                json.text("scheduler"),
                json.positive("steps"),
                json.number("guidance_scale"),
                json.positive("pairs"),
                json.number("bound"),
                json.text("judge"));
    }

    private static Floor floor(ConfigFile json) {
        json.refuseOthers(Set.of("similarity", "share", "loss", "diversity"));
        return new Floor(
                json.number("similarity"),
                json.number("share"),
                json.number("loss"),
                json.number("diversity"));
    }
}
