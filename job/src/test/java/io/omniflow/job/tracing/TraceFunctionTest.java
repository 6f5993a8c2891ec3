package io.omniflow.job.tracing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.omniflow.executor.record.OutboundRecord;
import io.omniflow.job.config.TracingConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.ProcessFunctionTestHarnesses;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Spans reach a collector that speaks OTLP over HTTP. */
class TraceFunctionTest {

    private final List<String> bodies = new CopyOnWriteArrayList<>();

    private HttpServer collector;

    @BeforeEach
    void start() throws IOException {
        collector =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        collector.createContext(
                "/v1/traces",
                exchange -> {
                    assertThat(exchange.getRequestHeaders().getFirst("Content-Type"))
                            .isEqualTo("application/x-protobuf");
                    bodies.add(new String(exchange.getRequestBody().readAllBytes(), ISO_8859_1));
                    exchange.sendResponseHeaders(200, -1);
                    exchange.close();
                });
        collector.start();
    }

    @AfterEach
    void stop() {
        collector.stop(0);
    }

    @Test
    void spansAreSentAtTheLatestWhenTheJobEnds() throws Exception {
        int port = collector.getAddress().getPort();

        trace("http://127.0.0.1:" + port + "/v1/traces");

        assertThat(String.join("", bodies))
                .contains("omniflow", "generate shapes", "NOT_FINITE", "acme");
    }

    @Test
    void aCollectorThatIsAwayHoldsUpNothing() throws Exception {
        collector.stop(0);

        trace("http://127.0.0.1:" + collector.getAddress().getPort() + "/v1/traces");

        assertThat(bodies).isEmpty();
    }

    private static void trace(String endpoint) throws Exception {
        TraceFunction function = new TraceFunction(new TracingConfig(endpoint, 1));
        try (OneInputStreamOperatorTestHarness<OutboundRecord, OutboundRecord> harness =
                ProcessFunctionTestHarnesses.forProcessFunction(function)) {
            harness.processElement(TestingResults.record(TestingResults.pictures()), 0);
            assertThat(harness.extractOutputValues()).isEmpty();
        }
    }
}
