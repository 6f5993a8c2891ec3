package io.omniflow.job.cli.top;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScreenTest {

    private final StringWriter out = new StringWriter();

    @Test
    void withoutATerminalThereIsTextOnly() {
        try (Screen screen = new Screen(new PrintWriter(out), 0, 0, true)) {
            screen.show(List.of(Line.title("a"), Line.alarm("b")));
            screen.show(List.of(Line.plain("c")));
        }

        assertThat(out.toString().lines()).containsExactly("a", "b", "", "c");
    }

    @Test
    void aTerminalIsDrawnInPlaceAndGivenBack() {
        try (Screen screen = new Screen(new PrintWriter(out), 3, 10, true)) {
            screen.show(List.of(Line.title("long"), Line.plain("b")));
            screen.show(List.of(Line.alarm("c")));
        }

        assertThat(out.toString().replace("\033[", "~"))
                .isEqualTo(
                        "~?1049h~?25l~H~1mlon~0m~K\nb~K\n~J" + "~H~31mc~0m~K\n~J" + "~?25h~?1049l");
    }

    @Test
    void coloursCanBeLeftOutAndWhatDoesNotFitIsCounted() {
        List<Line> lines = IntStream.range(0, 9).mapToObj(i -> Line.alarm("line " + i)).toList();
        try (Screen screen = new Screen(new PrintWriter(out), 80, 6, false)) {
            screen.show(lines);
        }

        assertThat(out.toString()).contains("line 3").doesNotContain("line 4", "\033[31m");
        assertThat(out.toString()).contains("5 more lines do not fit here.");
    }
}
