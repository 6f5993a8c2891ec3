package io.omniflow.job.bench.ditcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.omniflow.engine.shapes.ShapeTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class WorkloadTest {

    private static final Path FILE = Path.of("..", "deploy", "traces", "ditcache.jsonl");

    private static final Captions CAPTIONS =
            new Captions(
                    ShapeTable.read(Path.of("..", "deploy", "models", "train", "shapes.json")));

    private final Workload workload = WorkloadGenerator.generate(CAPTIONS, 1, 2_000);

    /** Run with {@code -Domniflow.docs.write=true} to write the file anew. */
    @Test
    void theCommittedFileIsWhatTheGeneratorMakes() throws IOException {
        if (Boolean.getBoolean("omniflow.docs.write")) {
            Files.writeString(FILE, WorkloadFile.format(workload));
        }

        assertThat(Files.readString(FILE)).isEqualTo(WorkloadFile.format(workload));
        assertThat(WorkloadFile.read(FILE)).isEqualTo(workload);
    }

    @Test
    void theKindsHaveTheirShares() {
        Map<RequestKind, Long> counts =
                workload.requests().stream()
                        .collect(
                                Collectors.groupingBy(
                                        WorkloadRequest::kind, Collectors.counting()));

        assertThat(counts)
                .isEqualTo(
                        Map.of(
                                RequestKind.EXACT,
                                500L,
                                RequestKind.PARAPHRASE,
                                500L,
                                RequestKind.SWAP,
                                300L,
                                RequestKind.NEW,
                                700L));
    }

    @Test
    void everyRequestIsOfItsKind() {
        Map<String, WorkloadRequest> byId = workload.byId();
        Set<Long> seeds = new HashSet<>();
        List<WorkloadRequest> before = new ArrayList<>();
        for (WorkloadRequest request : workload.requests()) {
            WorkloadRequest of = byId.get(request.refersTo());
            assertThat(of == null || before.contains(of)).as("refers back").isTrue();
            assertThat(seeds.add(request.seed()))
                    .as("seed of %s is its own", request)
                    .isEqualTo(request.kind() != RequestKind.EXACT);
            boolean known =
                    before.stream()
                            .anyMatch(
                                    other ->
                                            other.showsTheSameAs(request)
                                                    && other.guidanceScale()
                                                            .equals(request.guidanceScale()));
            switch (request.kind()) {
                case EXACT -> assertThat(request.picture()).isEqualTo(of.picture());
                case PARAPHRASE -> {
                    assertThat(request.prompt()).isNotEqualTo(of.prompt());
                    assertThat(request.scene()).isEqualTo(of.scene());
                }
                case SWAP -> {
                    assertThat(known).isFalse();
                    assertThat(request.isSwapOf(of)).isTrue();
                    assertThat(sortedWords(request)).isEqualTo(sortedWords(of));
                }
                default -> {
                    assertThat(known).isFalse();
                    assertThat(of).isNull();
                }
            }
            before.add(request);
        }
    }

    @Test
    void anotherSeedMakesAnotherWorkload() {
        assertThat(WorkloadGenerator.generate(CAPTIONS, 2, 2_000).requests())
                .isNotEqualTo(workload.requests());
    }

    @Test
    void aUsersFileNeedsOnlyPrompts() {
        Workload read =
                WorkloadFile.parse(
                        "mine",
                        List.of("{\"prompt\":\"a cat\"}", "", "{\"prompt\":\"a dog\",\"seed\":7}"));

        assertThat(read.requests())
                .extracting(
                        WorkloadRequest::id,
                        WorkloadRequest::kind,
                        WorkloadRequest::seed,
                        WorkloadRequest::scene)
                .containsExactly(
                        tuple("line-1", RequestKind.UNKNOWN, 0L, null),
                        tuple("line-3", RequestKind.UNKNOWN, 7L, null));
    }

    @Test
    void aBadLineIsNamed() {
        assertThatThrownBy(
                        () ->
                                WorkloadFile.parse(
                                        "mine",
                                        List.of(
                                                "{\"prompt\":\"a cat\"}",
                                                "{\"prompt\":\"a\",\"seed\":\"x\"}")))
                .isInstanceOf(WorkloadException.class)
                .hasMessage("mine, line 2: seed is \"x\", not a whole number");
        assertThatThrownBy(
                        () ->
                                WorkloadFile.parse(
                                        "mine",
                                        List.of(
                                                "{\"prompt\":\"a\",\"id\":\"1\"}",
                                                "{\"prompt\":\"b\",\"id\":\"1\"}")))
                .hasMessage("mine, line 2: id '1' stands there before");
        assertThatThrownBy(() -> WorkloadFile.parse("mine", List.of()))
                .hasMessage("there is no request in mine");
    }

    @Test
    void moreSwapsAreOfPicturesThatNobodySwapped() {
        List<WorkloadRequest> asked = workload.requests().subList(0, 300);

        List<WorkloadRequest> swaps = MoreSwaps.of(asked, CAPTIONS, 100);

        assertThat(swaps).hasSize(100);
        assertThat(swaps)
                .allSatisfy(
                        swap -> {
                            WorkloadRequest of = workload.byId().get(swap.refersTo());
                            assertThat(swap.isSwapOf(of)).isTrue();
                            assertThat(sortedWords(swap)).isEqualTo(sortedWords(of));
                            assertThat(asked)
                                    .noneMatch(
                                            one ->
                                                    one.prompt().equals(swap.prompt())
                                                            && one.guidanceScale()
                                                                    .equals(swap.guidanceScale()));
                        });
    }

    /** The ceiling, counted by looking at all pairs. */
    @Test
    void theCeilingCountsRepeatsAndNeighbours() {
        List<WorkloadRequest> requests = workload.requests();
        int exact = 0;
        int near = 0;
        for (int i = 0; i < requests.size(); i++) {
            WorkloadRequest request = requests.get(i);
            boolean repeats = false;
            boolean resembles = false;
            for (WorkloadRequest other : requests.subList(0, i)) {
                boolean sameClass = other.guidanceScale().equals(request.guidanceScale());
                repeats |=
                        sameClass
                                && other.seed() == request.seed()
                                && other.prompt().equals(request.prompt());
                resembles |= sameClass && other.showsTheSameAs(request);
            }
            exact += repeats ? 1 : 0;
            near += resembles && !repeats ? 1 : 0;
        }

        Ceiling ceiling = Ceiling.of(requests);

        assertThat(ceiling).isEqualTo(new Ceiling(2_000, exact, near));
        assertThat(ceiling).isEqualTo(new Ceiling(2_000, 500, 500));
        assertThat(ceiling.exactPct()).isEqualTo(25.0);
        assertThat(ceiling.nearPct(0.5)).isEqualTo(12.5);
    }

    private static List<String> sortedWords(WorkloadRequest request) {
        return List.of(request.prompt().split("[ ,]+")).stream()
                // an article goes with the word after it
                .filter(word -> !word.equals("a") && !word.equals("an"))
                .sorted()
                .toList();
    }
}
