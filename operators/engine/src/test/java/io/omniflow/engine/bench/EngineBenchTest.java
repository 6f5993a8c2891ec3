package io.omniflow.engine.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.omniflow.engine.testing.TinyBundle;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineBenchTest {

    @TempDir Path directory;

    @Test
    void measuresAndReports() {
        Path bundle = TinyBundle.write(directory, "F32", false);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BenchOptions options = new BenchOptions(bundle, null, directory, 1, false, true);
        BenchResult result =
                EngineBench.run(options, new PrintStream(out, true, StandardCharsets.UTF_8));

        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("batch", "large matrix product", "linear layers", "attention");
        JsonObject json = JsonParser.parseString(result.toJson()).getAsJsonObject();
        for (String field : new String[] {"gemm_gflops", "step_ms_b1", "efficiency_b4"}) {
            assertThat(json.get(field).getAsDouble()).as(field).isPositive();
            assertThat(json.get(field + "_bf16").getAsDouble()).as(field).isPositive();
        }
        assertThat(json.has("ratio_b1")).isFalse();
    }
}
