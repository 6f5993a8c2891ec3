package io.omniflow.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.core.config.ComputeType;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HardwareTest {

    @ParameterizedTest
    @CsvSource({
        "'flags\t\t: fpu avx2 avx512f', false, FLOAT32",
        "'flags\t\t: fpu avx512_bf16 avx512_vnni', false, BFLOAT16",
        "'flags\t\t: fpu amx_tile amx_bf16', false, BFLOAT16",
        "'flags\t\t: fpu amx_bf16x not_avx512_bf16', false, FLOAT32",
        "'bugs\t\t: amx_bf16', false, FLOAT32",
        "'flags\t\t:', true, BFLOAT16",
        "'', false, FLOAT32"
    })
    void autoIsBfloat16WhereThatIsFast(String line, boolean gpu, ComputeType expected) {
        List<String> lines = List.of("processor\t: 0", line, "flags\t\t: amx_bf16");

        List<String> first = line.startsWith("flags") ? lines : lines.subList(0, 2);
        assertThat(Hardware.of(first, gpu).fastest()).isEqualTo(expected);
    }
}
