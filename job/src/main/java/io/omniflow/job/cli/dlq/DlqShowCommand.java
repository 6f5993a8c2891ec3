package io.omniflow.job.cli.dlq;

import io.omniflow.job.cli.terminal.CommandException;
import io.omniflow.job.cli.terminal.Counting;
import io.omniflow.job.cli.terminal.Json;
import io.omniflow.job.cli.terminal.OutputMixin;
import io.omniflow.job.cli.terminal.Table;
import io.omniflow.job.client.RecordPlace;
import io.omniflow.job.deadletter.DeadLetter;
import io.omniflow.job.deadletter.DeadLetterTopic;
import io.omniflow.job.deadletter.LetterContent;
import io.omniflow.job.deadletter.LetterFilter;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows one dead letter. */
@Command(
        name = "show",
        description = "Shows a dead letter: why it is one, its headers, and what it holds.",
        mixinStandardHelpOptions = true)
final class DlqShowCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Parameters(
            paramLabel = "PLACE",
            converter = PlaceConverter.class,
            description = "Partition and offset as 'dlq list' prints them, such as 0-17.")
    private RecordPlace place;

    @Mixin private DlqOptions target;

    @Mixin private OutputMixin output;

    @Override
    public Integer call() throws IOException {
        List<DeadLetter> found = new ArrayList<>();
        try (DeadLetterTopic topic = target.open()) {
            topic.read(
                    new LetterFilter(Set.of(place), ""),
                    found::add,
                    new Counting(spec.commandLine().getErr(), "read"));
        }
        if (found.isEmpty()) {
            throw new CommandException(
                    target.topic() + " has no dead letter at " + PlaceConverter.text(place));
        }
        DeadLetter letter = found.get(0);
        PrintWriter out = spec.commandLine().getOut();
        out.println(output.isJson() ? Json.of(LetterJson.whole(letter)) : text(letter));
        out.flush();
        return 0;
    }

    private static String text(DeadLetter letter) {
        Table table =
                new Table("")
                        .row("time", Instant.ofEpochMilli(letter.timestampMs()).toString())
                        .row("code", letter.code())
                        .row("reason", letter.message())
                        .row("given up by", letter.stage())
                        .row("sent to", letter.topic().orElse("") + " " + letter.origin())
                        .row("key", letter.keyText());
        letter.sent().forEach(header -> table.row("header " + header.key(), header.text()));
        return table
                + "\n"
                + (letter.isCut() ? "cut to fit into a record; " : "")
                + LetterContent.of(letter);
    }
}
