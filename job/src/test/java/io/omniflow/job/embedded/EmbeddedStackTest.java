package io.omniflow.job.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omniflow.core.error.CoreModuleException;
import io.omniflow.core.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedStackTest {

    @TempDir private Path directory;

    @Test
    void anInvalidDeploymentIsRefusedBeforeKafkaIsStarted() throws IOException {
        Path config =
                Files.writeString(
                        directory.resolve("omniflow.yaml"), "stages.shapes.bundle: nowhere\n");
        Path data = directory.resolve("data");
        StackOptions options = new StackOptions(config, data, 0, 0, Map.of());

        assertThatThrownBy(() -> EmbeddedStack.start(options))
                .isInstanceOfSatisfying(
                        CoreModuleException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CONFIG))
                .message()
                .contains("nowhere")
                .hasLineCount(1);
        assertThat(data.resolve("kafka")).doesNotExist();
        DataDirectory.open(data).close();
    }
}
