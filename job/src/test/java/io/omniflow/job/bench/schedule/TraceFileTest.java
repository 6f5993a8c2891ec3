package io.omniflow.job.bench.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omniflow.core.request.Priority;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TraceFileTest {

    @TempDir private Path directory;

    @Test
    void readsColumnsInAnyOrderAndSortsByArrival() {
        String text =
                "service_ms,tenant,arrival_ms,height,priority,width,deadline_ms,images,model,"
                        + "request_id,steps\n"
                        + "1500.5,birch,20,256,LOW,512,9000,3,flux,b,40\n"
                        + "800,ash,10,64,high,128,0,1,flux,a,4\n";

        Trace trace = TraceFile.parse("t", text);

        assertThat(trace.requests())
                .containsExactly(
                        new TraceRequest(
                                10, "a", "ash", Priority.HIGH, "flux", 4, 128, 64, 1, 800, 0),
                        new TraceRequest(
                                20,
                                "b",
                                "birch",
                                Priority.LOW,
                                "flux",
                                40,
                                512,
                                256,
                                3,
                                1500.5,
                                9000));
    }

    @Test
    void missingColumnsAndEmptyCellsHaveDefaults() {
        Trace trace = TraceFile.parse("t", "tenant,width\n\n,512\r\n\"a \"\"b\"\", c\",\n");

        assertThat(trace.requests())
                .containsExactly(
                        new TraceRequest(
                                0,
                                "line-3",
                                "",
                                Priority.NORMAL,
                                "model",
                                28,
                                512,
                                1024,
                                1,
                                2800,
                                0),
                        new TraceRequest(
                                0,
                                "line-4",
                                "a \"b\", c",
                                Priority.NORMAL,
                                "model",
                                28,
                                1024,
                                1024,
                                1,
                                5600,
                                0));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "arrival_ms;10;x | line 3: arrival_ms is 'x'",
                "arrival_ms;-1 | line 2: arrival_ms is negative",
                "steps;0 | line 2: steps must be at least 1",
                "steps;5000000000 | line 2: steps is '5000000000'",
                "service_ms;NaN | line 2: service_ms must be a number above 0",
                "priority;1;low;urgent | line 2: priority is '1', not high, normal or low",
                "images;1;2;0 | line 4: images must be at least 1",
                "request_id;a;b;a | line 4: request_id 'a' stands there before",
                "arrival;10 | line 1: unknown column 'arrival'; there are arrival_ms, request_id",
                "steps,steps;1,1 | line 1: column steps stands there twice",
                "steps,width;1 | line 2: 1 cells under 2 columns",
                "steps | has no requests",
            })
    void whatIsWrongIsToldWithItsLine(String lines, String message) {
        assertThatThrownBy(() -> TraceFile.parse("t", lines.replace(';', '\n') + "\n"))
                .isInstanceOf(TraceException.class)
                .hasMessageContaining("trace t")
                .hasMessageContaining(message);
    }

    @Test
    void anEmptyFileAndAMissingOneAreTold() {
        assertThatThrownBy(() -> TraceFile.parse("t", "")).hasMessageContaining("is empty");
        assertThatThrownBy(() -> TraceFile.read(directory.resolve("none.csv")))
                .isInstanceOf(TraceException.class)
                .hasMessageContaining("no trace at");
    }

    @Test
    void whatIsWrittenReadsTheSame() throws Exception {
        Trace trace =
                new Trace(
                        "mine",
                        List.of(
                                Requests.of("a", 3, 5, Priority.HIGH, 77),
                                Requests.tenant("b,\"", 9, 7, "")));
        Path file = directory.resolve("mine.csv");

        TraceFile.write(trace, file);

        assertThat(TraceFile.read(file)).isEqualTo(trace);
        assertThat(Files.readAllLines(file).get(0))
                .isEqualTo(
                        "arrival_ms,request_id,tenant,priority,model,steps,width,height,images,"
                                + "service_ms,deadline_ms");
    }
}
