package io.omniflow.engine.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ClipTextEncoderTest {

    @Test
    void poolsTheFirstEndToken() {
        assertThat(ClipTextEncoder.endOf(new long[] {1, 9, 3, 3, 0}, 3)).isEqualTo(2);
    }

    @Test
    void poolsTheStartIfThereIsNoEnd() {
        assertThat(ClipTextEncoder.endOf(new long[] {1, 9, 4}, 3)).isZero();
    }

    @Test
    void poolsTheLargestIdInOldCheckpoints() {
        assertThat(ClipTextEncoder.endOf(new long[] {1, 2, 9, 5, 9}, 2)).isEqualTo(2);
    }
}
