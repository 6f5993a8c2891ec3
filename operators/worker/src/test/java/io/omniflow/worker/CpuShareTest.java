package io.omniflow.worker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CpuShareTest {

    @ParameterizedTest
    @CsvSource({"1, 1, 1", "2, 1, 1", "2, 2, 1", "8, 1, 7", "8, 2, 3", "8, 7, 1", "8, 20, 1"})
    void modelsShareTheCoresAndLeaveOne(int cores, int models, int expected) {
        assertThat(CpuShare.threads(cores, models)).isEqualTo(expected);
    }
}
