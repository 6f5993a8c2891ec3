package io.omniflow.job.cli.cache;

import io.omniflow.job.cli.terminal.CommandException;
import io.omniflow.job.cli.terminal.Counting;
import io.omniflow.job.cli.terminal.Json;
import io.omniflow.job.cli.terminal.OutputMixin;
import io.omniflow.job.transfer.CacheFileReader;
import io.omniflow.job.transfer.CacheRecord;
import io.omniflow.job.transfer.CacheTopic;
import io.omniflow.job.transfer.NewestRecords;
import io.omniflow.job.transfer.TopicPublisher;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Publishes an export to the cache topic. */
@Command(
        name = "warm",
        description = {
            "Publishes a file of 'cache export' to the cache topic, which every job that reads the"
                    + " topic takes in, at once or when it starts.",
            "What the topic already has, newer or removed, is left as it is, so that doing it twice"
                + " does no more than once. Entries of other revisions of a model are ignored by"
                + " jobs. Needs Kafka alone."
        },
        mixinStandardHelpOptions = true)
final class CacheWarmCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "What 'cache export' wrote.")
    private Path file;

    @Mixin private CacheTopicOptions target;

    @Mixin private OutputMixin output;

    private long published;

    private long present;

    private long skipped;

    @Override
    public Integer call() throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new CommandException("there is no file " + file);
        }
        PrintWriter err = spec.commandLine().getErr();
        try (CacheFileReader reader = new CacheFileReader(file);
                CacheTopic topic = target.open();
                TopicPublisher publisher = target.publisher()) {
            NewestRecords there = topic.newest(new Counting(err, "looked at"));
            Counting counting = new Counting(err, "published");
            Optional<CacheRecord> next = reader.next();
            while (next.isPresent()) {
                publish(next.get(), there, publisher);
                counting.accept(published);
                next = reader.next();
            }
            publisher.finish();
        }
        print();
        return 0;
    }

    private void publish(CacheRecord record, NewestRecords there, TopicPublisher publisher) {
        if (!record.isValid()) {
            skipped++;
        } else if (there.supersede(record)) {
            present++;
        } else {
            publisher.publish(target.topic(), record);
            published++;
        }
    }

    private void print() {
        PrintWriter out = spec.commandLine().getOut();
        if (output.isJson()) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("topic", target.topic());
            json.put("published", published);
            json.put("present", present);
            json.put("skipped", skipped);
            out.println(Json.of(json));
        } else {
            out.println(
                    target.topic()
                            + ": "
                            + published
                            + " records published, "
                            + present
                            + " already there"
                            + (skipped == 0
                                    ? ""
                                    : "; "
                                            + skipped
                                            + " left out, which are neither"
                                            + " entries nor invalidations"));
        }
        out.flush();
    }
}
