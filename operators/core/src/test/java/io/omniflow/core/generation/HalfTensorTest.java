package io.omniflow.core.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;

class HalfTensorTest {

    private static final int ALL = 1 << 16;

    @Test
    void everyHalfSurvivesTheWayThroughFloats() {
        byte[] data = new byte[ALL * 2];
        for (int i = 0; i < ALL; i++) {
            data[2 * i] = (byte) i;
            data[2 * i + 1] = (byte) (i >> 8);
        }
        float[] values = new HalfTensor(new long[] {ALL}, data).toFloats();
        float[] again = HalfTensor.of(new long[] {ALL}, values).toFloats();

        assertThat(again).isEqualTo(values);
        assertThat(values[0x3C00]).isEqualTo(1f);
        assertThat(values[0xC000]).isEqualTo(-2f);
        assertThat(values[0x7BFF]).isEqualTo(65504f);
        assertThat(values[0x0001]).isEqualTo(0x1p-24f);
        assertThat(values[0x7C00]).isEqualTo(Float.POSITIVE_INFINITY);
        assertThat(values[0x7C01]).isNaN();
    }

    /** The oracle tries the halves on both sides of a number. */
    @Test
    void roundsToTheNearestHalfAndToTheEvenOneOfTwo() {
        Random random = new Random(5);
        for (int i = 0; i < 20_000; i++) {
            float value =
                    (float) ((random.nextDouble() * 2 - 1) * Math.pow(2, random.nextInt(42) - 26));
            float got = rounded(value);
            int bits = Float16.toBits(value) & 0xFFFF;
            for (int other : new int[] {bits - 1, bits + 1}) {
                float beside = Float16.toFloat((short) other);
                if (Float.isFinite(beside)) {
                    double near = Math.abs((double) value - got);
                    double far = Math.abs((double) value - beside);
                    assertThat(near < far || near == far && (bits & 1) == 0)
                            .as("%s", value)
                            .isTrue();
                }
            }
        }
        assertThat(rounded(65519f)).isEqualTo(65504f);
        assertThat(rounded(65520f)).isEqualTo(Float.POSITIVE_INFINITY);
        assertThat(rounded(1 + 0x1p-11f)).isEqualTo(1f);
        assertThat(rounded(1 + 3 * 0x1p-11f)).isEqualTo(1 + 0x1p-9f);
        assertThat(rounded(-0f)).isEqualTo(-0f);
    }

    @Test
    void tellsWhetherItIsFinite() {
        long[] shape = {2};

        assertThat(HalfTensor.of(shape, new float[] {1, 65504f}).isFinite()).isTrue();
        assertThat(HalfTensor.of(shape, new float[] {1, 1e6f}).isFinite()).isFalse();
        assertThat(HalfTensor.of(shape, new float[] {Float.NaN, 1}).isFinite()).isFalse();
    }

    @Test
    void refusesDataThatDoesNotFitItsShape() {
        assertThatThrownBy(() -> new HalfTensor(new long[] {2, 3}, new byte[10]))
                .hasMessageContaining("[2, 3]")
                .hasMessageContaining("12");
    }

    private static float rounded(float value) {
        return HalfTensor.of(new long[] {1}, new float[] {value}).toFloats()[0];
    }
}
