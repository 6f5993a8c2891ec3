package io.omniflow.job.gateway.http;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArgumentsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{ | start marker at line: 1, column: 1)",
                "{\"a\": [1, 2 | start marker at line: 1, column: 7)",
                "{} x | Unrecognized token 'x'",
                "{\"a\": 1, \"a\": 2} | Duplicate field 'a'"
            })
    void malformedBodiesAreToldWhatIsWrongAndWhere(String body, String reason) {
        assertThatThrownBy(() -> Arguments.ofBody(List.of(), Buffer.buffer(body)))
                .isInstanceOf(ApiException.class)
                .hasMessageStartingWith("the body is no valid JSON: ")
                .hasMessageContaining(reason)
                .hasMessageNotContaining("REDACTED")
                .hasMessageNotContaining("StreamReadFeature");
    }
}
