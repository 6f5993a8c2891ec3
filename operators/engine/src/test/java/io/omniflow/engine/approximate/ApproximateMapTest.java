package io.omniflow.engine.approximate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omniflow.core.error.InvalidModelException;
import io.omniflow.engine.approximate.ApproximateMap.Conditions;
import io.omniflow.engine.approximate.ApproximateMap.Floor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApproximateMapTest {

    private static final ApproximateMap MAP =
            new ApproximateMap(
                    "2026-11-23",
                    new Conditions("FlowMatchEulerDiscreteScheduler", 20, 3, 80, 1, "checker"),
                    0.15,
                    List.of(new Floor(0.7, 0.3, -0.5, 0.4), new Floor(0.9, 0.55, 0.7, 0.1)));

    @TempDir private Path bundle;

    @Test
    void readsWhatItWrites() throws IOException {
        assertThat(ApproximateMap.of(bundle)).isEqualTo(ApproximateMap.NONE);
        ApproximateMapWriter.write(MAP, bundle);
        assertThat(ApproximateMap.of(bundle)).isEqualTo(MAP);
    }

    @Test
    void namesWhatItCannotRead() throws IOException {
        ApproximateMapWriter.write(MAP, bundle);
        Path file = bundle.resolve(ApproximateMap.FILE);
        String json = Files.readString(file);
        assertRefused(file, json.replace("0.55", "0.2"), "never descend");
        assertRefused(file, json.replace("0.55", "1.5"), "share between 0 and 1");
        assertRefused(file, json.replace("\"format\": 1", "\"format\": 2"), "expected 1");
        assertRefused(file, json.replace("\"loss\"", "\"gain\""), "gain");
    }

    @Test
    void skipsByTheHighestFloorThatIsReached() {
        assertThat(MAP.least()).isEqualTo(0.7);
        assertThat(MAP.steps(0.69, 20)).isZero();
        assertThat(MAP.steps(0.7, 20)).isEqualTo(6);
        assertThat(MAP.steps(0.89, 20)).isEqualTo(6);
        assertThat(MAP.steps(1, 20)).isEqualTo(11);
        assertThat(MAP.steps(1, 1)).isZero();
        assertThat(ApproximateMap.NONE.steps(1, 20)).isZero();
    }

    private void assertRefused(Path file, String json, String complaint) throws IOException {
        Files.writeString(file, json);
        assertThatThrownBy(() -> ApproximateMap.of(bundle))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(complaint);
    }
}
