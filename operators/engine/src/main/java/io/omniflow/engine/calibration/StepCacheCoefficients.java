package io.omniflow.engine.calibration;

import io.omniflow.core.stepcache.StepCacheKind;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What a model's calibration measured for the step caches that cannot do without.
 *
 * @param magRatios for {@code mag}: by how much the magnitude of the blocks' residual grows from
 *     the step before to this one, for each step of the calibrated schedule; empty if not known
 * @param teaCoefficients for {@code tea}: the polynomial that predicts the change of the output
 *     from that of the first modulated input, highest power first; empty if not known
 */
public record StepCacheCoefficients(List<Double> magRatios, List<Double> teaCoefficients) {

    /** Nothing was measured. */
    public static final StepCacheCoefficients NONE =
            new StepCacheCoefficients(List.of(), List.of());

    /** Copies the lists. */
    public StepCacheCoefficients {
        magRatios = List.copyOf(magRatios);
        teaCoefficients = List.copyOf(teaCoefficients);
    }

    /** Returns the step caches that this suffices for. */
    public Set<StepCacheKind> kinds() {
        Set<StepCacheKind> kinds = EnumSet.noneOf(StepCacheKind.class);
        if (!magRatios.isEmpty()) {
            kinds.add(StepCacheKind.MAG);
        }
        if (!teaCoefficients.isEmpty()) {
            kinds.add(StepCacheKind.TEA);
        }
        return kinds;
    }
}
