package io.omniflow.job.bench.stepcache;

import io.omniflow.engine.ModelBundle;
import io.omniflow.engine.calibration.Workload;
import io.omniflow.engine.shapes.ShapeTable;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds what to paint for a measurement. */
public final class Prompts {

    private static final long FIRST_OF_BENCH = 5;

    private static final long FIRST_OF_CALIBRATION = 1_000_000;

    private Prompts() {}

    /** Takes other pictures than calibrations, so that no setting is judged by what it fits. */
    static Workload forBench(ModelBundle facts, BenchPlan plan) {
        return workload(
                facts,
                plan.bundle(),
                plan.prompts(),
                plan.captions(),
                plan.seeds(),
                FIRST_OF_BENCH);
    }

    /**
     * Takes a file's lines, or captions of the shapes model, for a calibration.
     *
     * @param prompts file of prompts, one a line; null for captions
     * @param captions number of captions
     * @throws PromptsException if the file cannot be read, or is missing though the model is not
     *     the shapes model; the message says what to do
     */
    public static Workload forCalibration(
            ModelBundle facts, Path bundle, @Nullable Path prompts, int captions, int seeds) {
        return workload(facts, bundle, prompts, captions, seeds, FIRST_OF_CALIBRATION);
    }

    private static Workload workload(
            ModelBundle facts,
            Path bundle,
            @Nullable Path prompts,
            int captions,
            int seeds,
            long firstSeed) {
        if (prompts != null) {
            return Workload.of(facts, lines(prompts), seeds, firstSeed);
        }
        Optional<ShapeTable> table = ShapeTable.of(bundle);
        if (table.isEmpty()) {
            throw new PromptsException(
                    "what do you ask " + bundle + " for? Give --prompts FILE, one prompt a line");
        }
        return Workload.ofShapes(facts, table.get(), captions, seeds, firstSeed);
    }

    private static List<String> lines(Path file) {
        try {
            List<String> lines =
                    Files.readAllLines(file).stream()
                            .map(String::strip)
                            .filter(line -> !line.isEmpty())
                            .toList();
            if (lines.isEmpty()) {
                throw new PromptsException("there is no prompt in " + file);
            }
            return lines;
        } catch (CharacterCodingException e) {
            throw new PromptsException("cannot read " + file + ": it is not UTF-8", e);
        } catch (IOException e) {
            throw new PromptsException(
                    "cannot read " + file + ": give --prompts a text file, one prompt a line", e);
        }
    }
}
