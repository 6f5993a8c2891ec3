package io.omniflow.job.cli.dlq;

import io.omniflow.job.cli.terminal.CommandException;
import io.omniflow.job.cli.terminal.Counting;
import io.omniflow.job.cli.terminal.Json;
import io.omniflow.job.cli.terminal.OutputMixin;
import io.omniflow.job.client.RecordPlace;
import io.omniflow.job.deadletter.DeadLetter;
import io.omniflow.job.deadletter.DeadLetterTopic;
import io.omniflow.job.deadletter.LetterFilter;
import io.omniflow.job.transfer.TopicPublisher;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Sends dead letters again. */
@Command(
        name = "replay",
        description = {
            "Sends dead letters again to the topics they were sent to, with key, value and headers"
                    + " as they came. The letters stay where they are.",
            "A request whose id was answered before is answered the same again: one that ended as"
                    + " POISON has to be sent under a new id."
        },
        mixinStandardHelpOptions = true)
final class DlqReplayCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @ArgGroup(multiplicity = "1")
    private Selection selection;

    @Option(names = "--dry-run", description = "Only tell what would be sent.")
    private boolean dryRun;

    @Mixin private DlqOptions target;

    @Mixin private OutputMixin output;

    private final Set<RecordPlace> missing = new HashSet<>();

    private final Map<String, Integer> sent = new LinkedHashMap<>();

    private int left;

    @Override
    public Integer call() throws IOException {
        missing.addAll(selection.places());
        try (DeadLetterTopic topic = target.open();
                TopicPublisher publisher = target.publisher()) {
            topic.read(
                    new LetterFilter(selection.places(), selection.code()),
                    letter -> replay(letter, publisher),
                    new Counting(spec.commandLine().getErr(), "read"));
            publisher.finish();
        }
        print();
        if (!missing.isEmpty()) {
            throw new CommandException(
                    target.topic()
                            + " has no dead letter at "
                            + missing.stream()
                                    .map(PlaceConverter::text)
                                    .sorted()
                                    .collect(Collectors.joining(", ")));
        }
        return left == 0 ? 0 : 1;
    }

    private void replay(DeadLetter letter, TopicPublisher publisher) {
        missing.remove(letter.place());
        if (letter.isCut() || letter.topic().isEmpty()) {
            left++;
            return;
        }
        String topic = letter.topic().get();
        if (!dryRun) {
            publisher.publish(topic, letter.key(), letter.value(), letter.sent());
        }
        sent.merge(topic, 1, Integer::sum);
    }

    private void print() {
        PrintWriter out = spec.commandLine().getOut();
        if (output.isJson()) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("sent", sent);
            json.put("left", left);
            json.put("dry_run", dryRun);
            out.println(Json.of(json));
        } else {
            out.println(text());
        }
        out.flush();
    }

    private String text() {
        String verb = dryRun ? " would be sent to " : " sent to ";
        String lines =
                sent.isEmpty()
                        ? "nothing to send"
                        : sent.entrySet().stream()
                                .map(count -> count.getValue() + verb + count.getKey())
                                .collect(Collectors.joining("\n"));
        return left == 0
                ? lines
                : lines + "\n" + left + " left out: cut by the job, or without a topic to go to";
    }

    /** Which letters are sent. */
    static final class Selection {

        @Parameters(
                arity = "1..*",
                paramLabel = "PLACE",
                converter = PlaceConverter.class,
                description = "Partitions and offsets as 'dlq list' prints them, such as 0-17.")
        private @Nullable List<RecordPlace> places;

        @Option(
                names = "--code",
                paramLabel = "CODE",
                description = "All with this code, such as UNPARSEABLE.")
        private @Nullable String code;

        @Option(names = "--all", description = "All of them.")
        private boolean all;

        Set<RecordPlace> places() {
            return places == null ? Set.of() : Set.copyOf(places);
        }

        String code() {
            return code == null ? "" : code;
        }
    }
}
