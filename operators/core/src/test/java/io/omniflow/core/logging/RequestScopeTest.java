package io.omniflow.core.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

class RequestScopeTest {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String PARENT = "00-" + TRACE + "-00f067aa0ba902b7-01";

    @Test
    void namesTheRequestAndItsTraceWhileItIsOpen() {
        try (RequestScope scope = RequestScope.of("r1", Map.of("traceparent", PARENT))) {
            assertThat(scope).isNotNull();
            assertThat(MDC.get("request_id")).isEqualTo("r1");
            assertThat(MDC.get("trace_id")).isEqualTo(TRACE);
        }
        assertThat(MDC.get("request_id")).isNull();
        assertThat(MDC.get("trace_id")).isNull();
    }

    @Test
    void bringsBackTheOuterRequest() {
        MDC.put("flink-job-id", "j");
        try (RequestScope outer = RequestScope.of("r1", Map.of("traceparent", PARENT))) {
            assertThat(outer).isNotNull();
            try (RequestScope inner = RequestScope.of("r2")) {
                assertThat(inner).isNotNull();
                assertThat(MDC.get("request_id")).isEqualTo("r2");
                assertThat(MDC.get("trace_id")).isNull();
            }
            assertThat(MDC.get("request_id")).isEqualTo("r1");
            assertThat(MDC.get("trace_id")).isEqualTo(TRACE);
        }
        assertThat(MDC.get("flink-job-id")).isEqualTo("j");
        MDC.remove("flink-job-id");
    }

    @Test
    void takesNoTraceFromAHeaderThatIsNone() {
        for (String header : new String[] {"", "00-xyz", "00-" + "Z".repeat(60)}) {
            try (RequestScope scope = RequestScope.of("r", Map.of("traceparent", header))) {
                assertThat(scope).isNotNull();
                assertThat(MDC.get("trace_id")).isNull();
            }
        }
    }
}
