package io.omniflow.core.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextAssemblyTest {

    private static final String TEXT = "a small red circle on a blue ground, \uD83D\uDD34 drawn";

    private record Part(int attempt, int offset, String text) {}

    private final TextAssembly assembly = new TextAssembly();

    @Test
    void growsAtItsEnd() {
        add(0, 0, "a small");
        add(0, 7, " red");

        assertThat(assembly.text()).isEqualTo("a small red");
    }

    @Test
    void aPartTakesThePlaceOfWhatLiesBehindIt() {
        add(0, 0, "a small red");
        add(0, 2, "big");

        assertThat(assembly.text()).isEqualTo("a big");
    }

    @Test
    void aPartBehindAGapWaits() {
        add(0, 7, " red");
        add(0, 11, " circle");
        assertThat(assembly.text()).isEmpty();

        add(0, 0, "a small");
        assertThat(assembly.text()).isEqualTo("a small red circle");
    }

    @Test
    void whatWaitedNeverShortens() {
        add(0, 7, " red");
        add(0, 0, "a small red circle");

        assertThat(assembly.text()).isEqualTo("a small red circle");
    }

    @Test
    void aLaterAttemptStartsAnewAndEarlierOnesCountNoMore() {
        add(0, 0, "a small red");
        add(0, 30, "waits");
        add(2, 0, "a big");
        add(1, 0, "never seen");
        add(0, 5, "late");

        assertThat(assembly.text()).isEqualTo("a big");
        add(2, 5, "x".repeat(30));
        assertThat(assembly.text()).isEqualTo("a big" + "x".repeat(30));
    }

    @Test
    void theResultHasTheLastWord() {
        add(0, 0, "a small red");
        add(0, 20, "waits");
        assembly.end("a big blue square");
        add(1, 0, "late");

        assertThat(assembly.text()).isEqualTo("a big blue square");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, -7})
    void refusesNegativeNumbers(int number) {
        assertThatThrownBy(() -> add(number, 0, "x")).hasMessageContaining("not " + number);
        assertThatThrownBy(() -> add(0, number, "x")).hasMessageContaining("and " + number);
    }

    /** Each attempt goes on from some snapshot, told from the beginning; parts come twice. */
    @RepeatedTest(200)
    void everyHistoryOfAWorkerGivesItsText(RepetitionInfo repetition) {
        SplittableRandom random = new SplittableRandom(repetition.getCurrentRepetition());
        int known = 0;
        for (int attempt = 0; attempt < 3; attempt++) {
            int from = random.nextInt(known + 1);
            int to = attempt == 2 ? TEXT.length() : from + random.nextInt(TEXT.length() - from);
            for (Part part : told(attempt, from, to, random)) {
                add(part.attempt(), part.offset(), part.text());
                assertThat(TEXT).startsWith(assembly.text());
            }
            known = to;
        }
        assertThat(assembly.text()).isEqualTo(TEXT);
    }

    @RepeatedTest(200)
    void anyHistoryReadsAsTheSlowOneSays(RepetitionInfo repetition) {
        SplittableRandom random = new SplittableRandom(repetition.getCurrentRepetition());
        List<Part> history = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            int attempt = random.nextInt(8) == 0 ? random.nextInt(4) : 0;
            String letters = Integer.toString(random.nextInt(100, 60_000), 36);
            history.add(new Part(attempt, random.nextInt(12), letters));
            Part last = history.get(i);
            add(last.attempt(), last.offset(), last.text());

            assertThat(assembly.text()).isEqualTo(slowly(history));
        }
    }

    /** Parts that come in any order are those of one attempt and agree with each other. */
    @RepeatedTest(100)
    void theOrderOfAgreeingPartsDoesNotMatterOnceNoneIsBehind(RepetitionInfo repetition) {
        SplittableRandom random = new SplittableRandom(repetition.getCurrentRepetition());
        List<Part> parts = new ArrayList<>(told(1, 0, TEXT.length(), random));
        parts.removeIf(part -> part.offset() == 0);
        Part first = new Part(1, 0, TEXT.substring(0, parts.get(0).offset()));
        Collections.shuffle(parts, new Random(repetition.getCurrentRepetition()));
        parts.forEach(part -> add(part.attempt(), part.offset(), part.text()));
        add(first.attempt(), first.offset(), first.text());

        assertThat(assembly.text()).isEqualTo(TEXT);
    }

    private void add(int attempt, int offset, String text) {
        assembly.add(attempt, offset, text);
    }

    private static List<Part> told(int attempt, int from, int to, SplittableRandom random) {
        List<Part> parts = new ArrayList<>();
        parts.add(new Part(attempt, 0, TEXT.substring(0, from)));
        int at = from;
        while (at < to) {
            int next = Math.min(to, at + random.nextInt(1, 6));
            parts.add(new Part(attempt, at, TEXT.substring(at, next)));
            if (random.nextInt(4) == 0) {
                parts.add(parts.get(parts.size() - 1));
            }
            at = next;
        }
        return parts;
    }

    /** Reads a history from its beginning, letter by letter, of the latest attempt alone. */
    private static String slowly(List<Part> history) {
        int latest = history.stream().mapToInt(Part::attempt).max().orElse(0);
        List<Part> counting = new ArrayList<>();
        for (Part part : history) {
            if (part.attempt() == latest) {
                counting.add(part);
            }
        }
        List<Character> letters = new ArrayList<>();
        List<Part> early = new ArrayList<>();
        for (Part part : counting) {
            if (part.offset() > letters.size()) {
                early.add(part);
                continue;
            }
            letters = new ArrayList<>(letters.subList(0, part.offset()));
            for (char letter : part.text().toCharArray()) {
                letters.add(letter);
            }
            early = takeUp(early, letters);
        }
        return letters.stream().map(String::valueOf).collect(Collectors.joining());
    }

    /** Appends, letter by letter, the rest of whichever early part has the next and came first. */
    private static List<Part> takeUp(List<Part> early, List<Character> letters) {
        List<Part> left = new ArrayList<>(early);
        while (true) {
            int size = letters.size();
            left.removeIf(part -> part.offset() + part.text().length() <= size);
            int next = size;
            left.stream()
                    .filter(part -> part.offset() <= next)
                    .findFirst()
                    .ifPresent(
                            part -> {
                                for (int i = next; i < part.offset() + part.text().length(); i++) {
                                    letters.add(part.text().charAt(i - part.offset()));
                                }
                            });
            if (letters.size() == size) {
                return left;
            }
        }
    }
}
