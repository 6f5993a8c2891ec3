package io.omniflow.engine.calibration;

import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.core.stepcache.StepCacheKind;
import io.omniflow.core.stepcache.StepCacheSpec;
import io.omniflow.engine.ModelBundle;
import io.omniflow.engine.testing.TinyBundle;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CalibratorTest {

    private static final int STEPS = 12;

    @TempDir Path bundle;

    @Test
    void measuresEveryPolicyAndFitsTheFile() throws IOException {
        TinyBundle.write(bundle, "F32", false);
        ModelBundle facts = ModelBundle.inspect(bundle);
        Workload workload = Workload.of(facts, List.of("red", "blue"), 2, 100);
        List<Long> progress = new ArrayList<>();
        List<Long> most = new ArrayList<>();

        Calibration calibration =
                new Calibrator(
                                bundle,
                                facts,
                                STEPS,
                                EnumSet.allOf(StepCacheKind.class),
                                (done, all) -> {
                                    progress.add(done);
                                    most.add(all);
                                })
                        .run(workload, "2026-11-23");

        assertThat(calibration.coefficients().magRatios())
                .hasSize(STEPS)
                .startsWith(1.0)
                .allSatisfy(ratio -> assertThat(ratio).isBetween(0.1, 10.0));
        assertThat(calibration.coefficients().teaCoefficients()).hasSize(5);
        for (StepCacheKind kind : StepCacheKind.values()) {
            long points =
                    calibration.points().stream().filter(p -> p.spec().kind() == kind).count();
            long searched = kind == StepCacheKind.TAYLOR ? 6 : 0;
            assertThat(points).isEqualTo(PolicyGrid.of(kind).size() + searched);
        }
        assertThat(calibration.points()).allMatch(p -> p.psnrP5() <= p.psnrMean());
        assertThat(searched(calibration)).allMatch(pattern -> pattern.matches("11[01]{9}1"));
        assertThat(progress).isSorted().last().isEqualTo(most.get(0));
        assertThat(most).containsOnly(most.get(0));

        CalibrationWriter.write(calibration, bundle);
        Calibration read = Calibration.of(bundle);
        assertThat(read.points()).hasSameSizeAs(calibration.points());
        assertThat(read.coefficients()).isEqualTo(calibration.coefficients());
        assertThat(ModelBundle.inspect(bundle).contentHash()).isNotEqualTo(facts.contentHash());
    }

    private static List<String> searched(Calibration calibration) {
        return calibration.points().stream()
                .map(CalibrationPoint::spec)
                .map(StepCacheSpec::pattern)
                .filter(pattern -> pattern.length() == STEPS)
                .toList();
    }
}
