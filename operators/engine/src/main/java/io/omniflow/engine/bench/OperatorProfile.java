package io.omniflow.engine.bench;

import ai.djl.pytorch.jni.JniUtils;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Where the time of a step goes, by libtorch's own profiler, which costs about a microsecond an
 * operator. Times are of the wall, and those of an operator do without what it calls.
 */
final class OperatorProfile {

    /** Kinds of operators, by their names; the first that fits. */
    private enum Kind {
        LINEAR("linear layers", "_linear_pointwise$|^aten::(linear|addmm|mm)$"),
        ATTENTION("attention", "scaled_dot_product|^aten::(_?softmax|bmm|matmul|baddbmm)"),
        NORM("norms", "layer_norm$|^aten::(rsqrt|mean)$"),
        MODULATION("modulation and residuals", "^aten::addcmul"),
        COPY("copies and casts", "^aten::(cat|copy_|clone|contiguous|stack|to|_to_copy)$"),
        VIEW(
                "views and allocation",
                "^aten::(view|select|as_strided|narrow|slice|transpose|unbind|reshape|flatten|"
                        + "permute|expand|unsqueeze|detach|resize_|_unsafe_view|empty.*)$"),
        OTHER("other operators", "::"),
        SCRIPT("interpreter of the scripts", "");

        private final String title;
        private final Pattern pattern;

        Kind(String title, String pattern) {
            this.title = title;
            this.pattern = Pattern.compile(pattern);
        }

        static Kind of(String operator) {
            return Arrays.stream(values())
                    .filter(kind -> kind.pattern.matcher(operator).find())
                    .findFirst()
                    .orElseThrow();
        }
    }

    private record Event(String name, double start, double duration) {

        double end() {
            return start + duration;
        }
    }

    private final Map<Kind, Double> millis = new EnumMap<>(Kind.class);
    private final double total;

    private OperatorProfile(List<Map<Kind, Double>> steps, List<Double> totals) {
        total = Stopwatch.median(totals);
        for (Kind kind : Kind.values()) {
            millis.put(
                    kind,
                    Stopwatch.median(
                            steps.stream().map(step -> step.getOrDefault(kind, 0.0)).toList()));
        }
    }

    /** Runs some steps, each under the profiler of the process, and takes medians. */
    static OperatorProfile of(int steps, Runnable step) {
        List<Map<Kind, Double>> profiles = new ArrayList<>();
        List<Double> totals = new ArrayList<>();
        try {
            Path file = Files.createTempFile("omniflow-profile", ".json");
            try {
                for (int i = 0; i < steps; i++) {
                    JniUtils.startProfile(false, false, false);
                    long start = System.nanoTime();
                    step.run();
                    totals.add((System.nanoTime() - start) / 1e6);
                    JniUtils.stopProfile(file.toString());
                    profiles.add(ownTimes(read(file)));
                }
                return new OperatorProfile(profiles, totals);
            } finally {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the profile cannot be kept", e);
        }
    }

    /** Prints a line for each kind of operator: milliseconds a step, and the part of the step. */
    void print(PrintStream out) {
        double accounted = 0;
        for (Map.Entry<Kind, Double> entry : millis.entrySet()) {
            accounted += entry.getValue();
            print(out, entry.getKey().title, entry.getValue());
        }
        print(out, "calls from Java, and the profiler", Math.max(0, total - accounted));
    }

    private void print(PrintStream out, String title, double value) {
        out.printf(Locale.ROOT, "  %-34s %9.3f ms %5.1f%%%n", title, value, 100 * value / total);
    }

    /** Takes from each event the time of those inside it. */
    private static Map<Kind, Double> ownTimes(List<Event> events) {
        Map<Kind, Double> millis = new EnumMap<>(Kind.class);
        Deque<Event> open = new ArrayDeque<>();
        for (Event event : events) {
            while (!open.isEmpty() && event.start() >= open.peek().end()) {
                open.pop();
            }
            if (!open.isEmpty()) {
                millis.merge(Kind.of(open.peek().name()), -event.duration() / 1e3, Double::sum);
            }
            millis.merge(Kind.of(event.name()), event.duration() / 1e3, Double::sum);
            open.push(event);
        }
        return millis;
    }

    private static List<Event> read(Path file) throws IOException {
        JsonArray array;
        try (Reader reader = Files.newBufferedReader(file)) {
            array = JsonParser.parseReader(reader).getAsJsonArray();
        }
        List<Event> events = new ArrayList<>();
        for (JsonElement element : array) {
            JsonObject event = element.getAsJsonObject();
            if (event.has("ph") && event.get("ph").getAsString().equals("X")) {
                events.add(
                        new Event(
                                event.get("name").getAsString(),
                                event.get("ts").getAsDouble(),
                                event.get("dur").getAsDouble()));
            }
        }
        events.sort(
                Comparator.comparingDouble(Event::start)
                        .thenComparing(Comparator.comparingDouble(Event::duration).reversed()));
        return events;
    }
}
