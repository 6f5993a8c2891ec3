package io.omniflow.job.cli.dlq;

import io.omniflow.job.cli.terminal.Amounts;
import io.omniflow.job.cli.terminal.Counting;
import io.omniflow.job.cli.terminal.Json;
import io.omniflow.job.cli.terminal.OutputMixin;
import io.omniflow.job.cli.terminal.Table;
import io.omniflow.job.deadletter.DeadLetter;
import io.omniflow.job.deadletter.DeadLetterTopic;
import io.omniflow.job.deadletter.LetterFilter;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Lists dead letters. */
@Command(
        name = "list",
        description = {
            "Lists the newest dead letters, oldest first, and how many there are of each code.",
            "Needs Kafka alone, no running job."
        },
        mixinStandardHelpOptions = true)
final class DlqListCommand implements Callable<Integer> {

    private static final int LONGEST = 72;

    @Spec private CommandSpec spec;

    @Mixin private DlqOptions target;

    @Option(
            names = "--code",
            paramLabel = "CODE",
            defaultValue = "",
            description = "Only those with this code, such as UNPARSEABLE.")
    private String code;

    @Option(
            names = "--limit",
            paramLabel = "COUNT",
            defaultValue = "50",
            description = "At most so many of the newest (default: 50).")
    private int limit;

    @Mixin private OutputMixin output;

    private final Deque<DeadLetter> newest = new ArrayDeque<>();

    private final Map<String, Integer> counts = new TreeMap<>();

    @Override
    public Integer call() throws IOException {
        if (limit < 1) {
            throw new ParameterException(
                    spec.commandLine(), "--limit must be at least 1, not " + limit);
        }
        try (DeadLetterTopic topic = target.open()) {
            topic.read(
                    new LetterFilter(Set.of(), code),
                    this::take,
                    new Counting(spec.commandLine().getErr(), "read"));
        }
        PrintWriter out = spec.commandLine().getOut();
        if (output.isJson()) {
            newest.forEach(letter -> out.println(Json.of(LetterJson.of(letter))));
        } else {
            out.println(text());
        }
        out.flush();
        return 0;
    }

    private void take(DeadLetter letter) {
        counts.merge(letter.code(), 1, Integer::sum);
        newest.addLast(letter);
        if (newest.size() > limit) {
            newest.removeFirst();
        }
    }

    private String text() {
        if (newest.isEmpty()) {
            return target.topic() + ": no dead letters" + (code.isEmpty() ? "" : " with " + code);
        }
        return table(newest)
                + "\n"
                + counts.entrySet().stream()
                        .map(count -> count.getValue() + " " + count.getKey())
                        .collect(Collectors.joining(", "));
    }

    private static Table table(Collection<DeadLetter> letters) {
        Table table = new Table("").row("PLACE", "TIME", "CODE", "KEY", "SIZE", "REASON");
        for (DeadLetter letter : letters) {
            table.row(
                    PlaceConverter.text(letter.place()),
                    Instant.ofEpochMilli(letter.timestampMs())
                            .truncatedTo(ChronoUnit.SECONDS)
                            .toString(),
                    letter.code(),
                    start(letter.keyText()),
                    Amounts.bytes(letter.size()),
                    start(letter.message()));
        }
        return table;
    }

    private static String start(String text) {
        String line = text.replaceAll("\\p{Cntrl}", " ");
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "...";
    }
}
