package io.omniflow.core.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.core.stepcache.StepCacheKind;
import io.omniflow.core.stepcache.StepCacheSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CacheKeyTest {

    private static final List<String> COLORS =
            List.of("red", "green", "blue", "yellow", "orange", "purple", "white", "black");

    /** Of all pairs of captions that mean the same shape, colours and size. */
    private static final long RECALL_PERCENT = 67;

    private static final GenerationParams PARAMS =
            new GenerationParams("a red circle", "blurry", 64, 32, 20, 4.0, 1);

    @Test
    void equalPromptsMeetWhateverElseDiffers() {
        GenerationParams other =
                new GenerationParams("A red, circle!", "blurry", 64, 32, 50, 4.0, 2)
                        .withStepCache(StepCacheSpec.of(StepCacheKind.EASY, 0.1))
                        .withInit(new InitImage(new byte[] {1}, 0.5));

        assertThat(key(other)).isEqualTo(key(PARAMS)).matches("[0-9a-f]{64}");
    }

    @Test
    void anotherClassNeverMeets() {
        Set<String> keys = new HashSet<>();
        keys.add(key(PARAMS));
        keys.add(CacheKey.of("n", "r", PARAMS));
        keys.add(CacheKey.of("m", "s", PARAMS));
        keys.add(key(new GenerationParams("a red circle", "dark", 64, 32, 20, 4.0, 1)));
        keys.add(key(new GenerationParams("a red circle", "blurry", 32, 32, 20, 4.0, 1)));
        keys.add(key(new GenerationParams("a red circle", "blurry", 64, 64, 20, 4.0, 1)));
        keys.add(key(new GenerationParams("a red circle", "blurry", 64, 32, 20, 5.0, 1)));
        keys.add(key(withScheduler("Other")));

        assertThat(keys).hasSize(8);
    }

    @Test
    void promptsMeetWithTheProbabilityOfTheirJaccardSimilarity() {
        Random random = new Random(51);
        int[] met = new int[11];
        int[] pairs = new int[11];
        double[] similarity = new double[11];
        for (int i = 0; i < 6_000; i++) {
            List<String> one = words(random, 1 + random.nextInt(8));
            List<String> other = paraphrase(one, random);
            double jaccard = jaccard(new HashSet<>(one), new HashSet<>(other));
            int bin = (int) (jaccard * 10);
            pairs[bin]++;
            similarity[bin] += jaccard;
            if (meet(String.join(" ", one), String.join(", ", other))) {
                met[bin]++;
            }
        }
        for (int bin = 0; bin <= 10; bin++) {
            double expected = similarity[bin] / Math.max(1, pairs[bin]);
            double deviation = Math.sqrt(expected * (1 - expected) / Math.max(1, pairs[bin]));
            assertThat(met[bin])
                    .as("pairs of similarity %.2f", expected)
                    .isBetween(
                            (int) Math.floor(pairs[bin] * (expected - 4 * deviation)),
                            (int) Math.ceil(pairs[bin] * (expected + 4 * deviation)));
        }
        assertThat(pairs[10]).isGreaterThan(100);
        assertThat(pairs[5]).isGreaterThan(100);
    }

    /** The share is that of docs/dit-cache.md. */
    @Test
    void captionsOfOneShapeMeetAsOftenAsIsDocumented() {
        int met = 0;
        int pairs = 0;
        for (String shape : List.of("circle", "square", "triangle", "cross", "ring", "diamond")) {
            for (String color : COLORS) {
                for (String ground : COLORS) {
                    if (color.equals(ground)) {
                        continue;
                    }
                    List<String> landmarks =
                            captions(shape, color, ground).stream()
                                    .map(CacheKey::landmark)
                                    .toList();
                    for (int i = 0; i < landmarks.size(); i++) {
                        pairs += i;
                        met += Collections.frequency(landmarks.subList(0, i), landmarks.get(i));
                    }
                }
            }
        }

        assertThat(Math.round(100.0 * met / pairs)).isEqualTo(RECALL_PERCENT);
    }

    @Test
    void wordsAreWhatIsLeftBetweenSignsAndCommonWords() {
        assertThat(ContentWords.of("A red Circle, on the RED ground (4k)"))
                .containsExactly("red", "circle", "ground", "4k");
        assertThat(ContentWords.of("to be of the")).containsExactly("be");
        assertThat(ContentWords.of("of the")).containsExactly("of", "the");
        assertThat(ContentWords.of("...")).containsExactly("...");
        assertThat(ContentWords.of("nai\u0308ve \uff32ed")).containsExactly("na\u00efve", "red");
    }

    private static GenerationParams withScheduler(String scheduler) {
        return new GenerationParams(
                PARAMS.prompt(),
                PARAMS.negativePrompt(),
                PARAMS.width(),
                PARAMS.height(),
                PARAMS.steps(),
                PARAMS.guidanceScale(),
                PARAMS.seed(),
                scheduler,
                StepCacheSpec.OFF,
                null);
    }

    /** As the captions of the shapes bundle's training data, for one size. */
    private static List<String> captions(String shape, String color, String ground) {
        String thing = color + " " + shape;
        return List.of(
                "a small " + thing + " on a " + ground + " background",
                "a little " + thing + " on a " + ground + " background",
                "a " + thing + " on a " + ground + " background",
                "small " + thing + " on " + ground,
                thing + " on " + ground,
                "a small " + shape + " in " + color + " on a " + ground + " background",
                "a " + ground + " background with a small " + thing,
                ground + " background, " + thing,
                "on " + ground + ", a " + thing,
                "a picture of a " + thing + ", small, on " + ground,
                "a little " + thing + ", " + ground + " background");
    }

    private static List<String> words(Random random, int count) {
        List<String> words = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            words.add("w" + random.nextInt(1_000_000));
        }
        return words;
    }

    /** Keeps some words, in another order, and adds others. */
    private static List<String> paraphrase(List<String> words, Random random) {
        double share = random.nextDouble();
        List<String> other = new ArrayList<>();
        words.stream().filter(word -> random.nextDouble() < share).forEach(other::add);
        other.addAll(words(random, (other.isEmpty() ? 1 : 0) + random.nextInt(3)));
        if (random.nextInt(4) == 0) {
            other = new ArrayList<>(words);
        }
        Collections.shuffle(other, random);
        return other;
    }

    private static double jaccard(Set<String> one, Set<String> other) {
        Set<String> both = new HashSet<>(one);
        both.retainAll(other);
        return (double) both.size() / (one.size() + other.size() - both.size());
    }

    private static boolean meet(String one, String other) {
        return key(new GenerationParams(one, "", 64, 32, 20, 4.0, 1))
                .equals(key(new GenerationParams(other, "", 64, 32, 20, 4.0, 1)));
    }

    private static String key(GenerationParams params) {
        return CacheKey.of("m", "r", params);
    }
}
