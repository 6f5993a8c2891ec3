package io.omniflow.core.generation;

/** Conversion between float32 and float16, which the JDK has from release 20 on. */
final class Float16 {

    private static final int EXPONENT = 0x7C00;
    private static final int FRACTION = 0x03FF;
    private static final int SIGN = 0x8000;

    private static final int FLOAT_FRACTION_BITS = 23;
    private static final int HALF_FRACTION_BITS = 10;
    private static final int BIAS_DIFFERENCE = 127 - 15;

    /** The least float32 that rounds to infinity: 65520. */
    private static final float TOO_LARGE = 65520f;

    /** The distance of subnormal numbers: two to the power of -24. */
    private static final float LEAST = 0x1p-24f;

    /** The least number that is not subnormal. */
    private static final float LEAST_NORMAL = 0x1p-14f;

    private Float16() {}

    /** Rounds to nearest, ties to even. */
    static short toBits(float value) {
        int sign = Float.floatToRawIntBits(value) >>> 16 & SIGN;
        float magnitude = Math.abs(value);
        if (Float.isNaN(value)) {
            return (short) (sign | EXPONENT | 0x200);
        }
        if (magnitude >= TOO_LARGE) {
            return (short) (sign | EXPONENT);
        }
        if (magnitude < LEAST_NORMAL) {
            return (short) (sign | (int) Math.rint(magnitude / LEAST));
        }
        int shift = FLOAT_FRACTION_BITS - HALF_FRACTION_BITS;
        int bits = Float.floatToRawIntBits(magnitude) - (BIAS_DIFFERENCE << FLOAT_FRACTION_BITS);
        int even = bits >>> shift & 1;
        return (short) (sign | bits + (1 << shift - 1) - 1 + even >>> shift);
    }

    static float toFloat(short half) {
        int bits = half & (EXPONENT | FRACTION);
        float magnitude;
        if (bits >= EXPONENT) {
            magnitude = bits == EXPONENT ? Float.POSITIVE_INFINITY : Float.NaN;
        } else if (bits <= FRACTION) {
            magnitude = bits * LEAST;
        } else {
            int shift = FLOAT_FRACTION_BITS - HALF_FRACTION_BITS;
            magnitude =
                    Float.intBitsToFloat(
                            (bits << shift) + (BIAS_DIFFERENCE << FLOAT_FRACTION_BITS));
        }
        return (half & SIGN) == 0 ? magnitude : -magnitude;
    }

    static boolean isFinite(short half) {
        return (half & EXPONENT) != EXPONENT;
    }
}
