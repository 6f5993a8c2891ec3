package io.omniflow.job.config;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Tells our keys from Flink's, and those that exist from those that do not. */
final class KnownKeys {

    private static final List<String> PREFIXES =
            List.of(
                    KafkaSettings.PREFIX,
                    DeliverySettings.PREFIX,
                    TracingSettings.PREFIX,
                    "engine.",
                    "checkpoint.",
                    "events.enabled",
                    CacheSettings.PREFIX,
                    SchedulerSettings.PREFIX,
                    PipelineReader.PREFIX,
                    StageSettings.PREFIX);

    private KnownKeys() {}

    /** Refuses keys under our prefixes that are no setting, by name. */
    static void check(Collection<String> keys, Collection<String> stages) {
        Set<String> known = known(stages);
        keys.stream()
                .filter(KnownKeys::isOurs)
                .filter(key -> !known.contains(key) && !isOfFamily(key, stages))
                .sorted()
                .findFirst()
                .ifPresent(key -> refuse(key, known));
    }

    /** Returns the stages that the keys name. */
    static Set<String> stages(Collection<String> keys) {
        Set<String> stages = new LinkedHashSet<>();
        for (String key : keys) {
            if (key.startsWith(StageSettings.PREFIX)) {
                String rest = key.substring(StageSettings.PREFIX.length());
                stages.add(rest.contains(".") ? rest.substring(0, rest.indexOf('.')) : rest);
            }
        }
        stages.stream().filter(s -> !StageSettings.isName(s)).forEach(KnownKeys::refuseStage);
        return stages;
    }

    private static boolean isOurs(String key) {
        return !key.startsWith(KafkaSettings.CLIENT_PREFIX)
                && PREFIXES.stream().anyMatch(key::startsWith);
    }

    private static boolean isOfFamily(String key, Collection<String> stages) {
        return SchedulerSettings.GLOBAL.isOfFamily(key)
                || key.startsWith(PipelineReader.PREFIX)
                || stages.stream().anyMatch(s -> new StageSettings(s).scheduler.isOfFamily(key));
    }

    private static Set<String> known(Collection<String> stages) {
        Stream<Setting<?>> staged =
                stages.stream().flatMap(s -> new StageSettings(s).all().stream());
        Set<String> known = new LinkedHashSet<>();
        Stream.concat(Settings.global().stream(), staged).forEach(s -> known.add(s.option().key()));
        return known;
    }

    private static void refuse(String key, Set<String> known) {
        String nearest =
                known.stream()
                        .min((a, b) -> Integer.compare(distance(key, a), distance(key, b)))
                        .orElse("");
        throw Setting.invalid("there is no key '" + key + "'; did you mean '" + nearest + "'?");
    }

    private static void refuseStage(String stage) {
        throw Setting.invalid(
                "a stage name consists of letters, digits, '-' and '_', unlike '" + stage + "'");
    }

    /** Returns the number of edits between two texts. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int above = row[j];
                int change = i > 0 && a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                row[j] = i == 0 ? j : Math.min(Math.min(row[j - 1], above) + 1, diagonal + change);
                diagonal = above;
            }
        }
        return row[b.length()];
    }
}
