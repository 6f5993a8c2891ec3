package io.omniflow.job.bench.ditcache;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.omniflow.engine.shapes.ShapeScene;
import io.omniflow.v1.CacheReport.Kind;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SavingsTest {

    private static final int STEPS = 20;

    private final Random random = new Random(5);

    @Test
    void stepsAndProcessorTimeAreReckonedAgainstNoCache() {
        WayRun none = run(CacheWay.NONE, 4_000, miss("a"), miss("b"), miss("c"), miss("d"));
        WayRun exact = run(CacheWay.EXACT, 3_100, miss("a"), miss("b"), hit("a"), miss("d"));
        WayRun near =
                run(CacheWay.APPROXIMATE, 2_700, miss("a"), near("b", "a", 8), hit("a"), miss("d"));

        Savings savings = Savings.of(new Ceiling(4, 1, 2), none, exact, near);

        assertThat(savings.exactPct()).isEqualTo(25);
        assertThat(savings.approximatePct()).isEqualTo(10);
        assertThat(savings.exactLoopPct()).isEqualTo(22.5);
        assertThat(savings.approximateLoopPct()).isEqualTo(10);
        assertThat(savings.exactShare()).isEqualTo(1);
        assertThat(savings.approximateShare()).isEqualTo(0.5, within(1e-9));
    }

    @Test
    void aSwapIsFoundByWhatItStartedFrom() {
        Served red = served(scene("red", "green"), Kind.KIND_NONE, 0, "red", "");
        Served green = served(scene("green", "red"), Kind.KIND_APPROXIMATE, 5, "green", "red");
        Served blue = served(scene("blue", "red"), Kind.KIND_APPROXIMATE, 5, "blue", "red");
        Served again = served(scene("red", "green"), Kind.KIND_APPROXIMATE, 5, "again", "red");

        assertThat(Savings.swapsServed(run(CacheWay.APPROXIMATE, 1, red, again))).isZero();
        WayRun bad = run(CacheWay.APPROXIMATE, 1, red, green, blue, again);
        assertThat(Savings.swapsServed(bad)).isEqualTo(1);
        assertThat(Savings.strangersServed(bad)).isEqualTo(2);
        WayRun afterwards = new WayRun(CacheWay.APPROXIMATE, List.of(red), List.of(green), 1, 1, 1);
        assertThat(Savings.swapsServed(afterwards)).isEqualTo(1);
    }

    @Test
    void aHitThatIsNotThePictureGeneratedBeforeIsNoticed() {
        assertThat(Savings.hitsAreEqual(run(CacheWay.EXACT, 1, miss("a"), hit("a")))).isTrue();
        Served other =
                new Served(
                        request(null),
                        1,
                        Kind.KIND_EXACT,
                        STEPS,
                        STEPS,
                        "a",
                        "a",
                        ByteBuffer.wrap(new byte[] {9}));
        assertThat(Savings.hitsAreEqual(run(CacheWay.EXACT, 1, miss("a"), other))).isFalse();
    }

    @Test
    void aPictureOfANeighboursLatentsIsSharedButNeverAnExactHit() {
        Served shared = served(null, Kind.KIND_SHARED, STEPS, "b", "b");

        assertThat(Savings.hitsAreEqual(run(CacheWay.EXACT, 1, near("b", "a", 8), shared)))
                .isTrue();
        assertThat(Savings.hitsAreEqual(run(CacheWay.EXACT, 1, near("b", "a", 8), hit("b"))))
                .isFalse();
    }

    @Test
    void quantilesOfCountsAreThoseOfTheSortedValues() {
        TreeMap<Integer, Integer> counts = new TreeMap<>();
        int[] values = random.ints(5_000, 1, 300).map(us -> us * 10).toArray();
        Arrays.stream(values).forEach(us -> counts.merge(us, 1, Integer::sum));
        Arrays.sort(values);

        LookupFigures figures = new LookupFigures(1, counts, 2, List.of(3.0, 1.0, 2.0));

        assertThat(figures.perS()).isEqualTo(2_500);
        assertThat(figures.checkpointMedianMs()).isEqualTo(2);
        assertThat(figures.checkpointMostMs()).isEqualTo(3);
        for (double share : new double[] {0.001, 0.5, 0.99, 0.999, 1}) {
            int rank = (int) Math.ceil(share * values.length);
            assertThat(figures.atMs(share)).isEqualTo(values[rank - 1] / 1_000.0);
        }
    }

    private static WayRun run(CacheWay way, double loopMs, Served... served) {
        return new WayRun(way, new ArrayList<>(Arrays.asList(served)), List.of(), loopMs, 1, 1);
    }

    private static Served miss(String fingerprint) {
        return served(null, Kind.KIND_NONE, 0, fingerprint, "");
    }

    private static Served hit(String fingerprint) {
        return served(null, Kind.KIND_EXACT, STEPS, fingerprint, fingerprint);
    }

    private static Served near(String fingerprint, String source, int reused) {
        return served(null, Kind.KIND_APPROXIMATE, reused, fingerprint, source);
    }

    private static Served served(
            ShapeScene scene, Kind kind, int reused, String fingerprint, String source) {
        byte[] picture = fingerprint.getBytes(UTF_8);
        return new Served(
                request(scene),
                1,
                kind,
                STEPS,
                reused,
                fingerprint,
                source,
                ByteBuffer.wrap(picture));
    }

    private static WorkloadRequest request(ShapeScene scene) {
        return new WorkloadRequest("id", RequestKind.NEW, "", "prompt", 1, null, scene);
    }

    private static ShapeScene scene(String color, String background) {
        return new ShapeScene("small", color, "ring", background);
    }
}
