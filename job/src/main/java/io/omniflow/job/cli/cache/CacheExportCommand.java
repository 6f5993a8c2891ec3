package io.omniflow.job.cli.cache;

import io.omniflow.job.cli.terminal.Amounts;
import io.omniflow.job.cli.terminal.CommandException;
import io.omniflow.job.cli.terminal.Counting;
import io.omniflow.job.cli.terminal.Json;
import io.omniflow.job.cli.terminal.OutputMixin;
import io.omniflow.job.transfer.CacheFileWriter;
import io.omniflow.job.transfer.CacheRecord;
import io.omniflow.job.transfer.CacheTopic;
import io.omniflow.job.transfer.NewestRecords;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes what the cache topic holds to a file. */
@Command(
        name = "export",
        description = {
            "Writes what the cache topic holds now, invalidations included, to a file.",
            "'cache warm' publishes it again. Needs Kafka alone, no running job."
        },
        mixinStandardHelpOptions = true)
final class CacheExportCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "Where to; a file that is there is replaced.")
    private Path file;

    @Mixin private CacheTopicOptions target;

    @Mixin private OutputMixin output;

    private long written;

    private long skipped;

    @Override
    public Integer call() throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory == null || !Files.isDirectory(directory) || Files.isDirectory(file)) {
            throw new CommandException("no file can be written at " + file);
        }
        try (CacheTopic topic = target.open();
                CacheFileWriter writer = new CacheFileWriter(file)) {
            PrintWriter err = spec.commandLine().getErr();
            NewestRecords newest = topic.newest(new Counting(err, "looked at"));
            topic.read(newest, record -> write(record, writer), new Counting(err, "read"));
            writer.finish();
        }
        print(Files.size(file));
        return 0;
    }

    private void write(CacheRecord record, CacheFileWriter writer) throws IOException {
        if (record.isValid()) {
            writer.write(record);
            written++;
        } else {
            skipped++;
        }
    }

    private void print(long bytes) {
        PrintWriter out = spec.commandLine().getOut();
        if (output.isJson()) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("file", file.toString());
            json.put("records", written);
            json.put("skipped", skipped);
            json.put("bytes", bytes);
            out.println(Json.of(json));
        } else {
            out.println(
                    file
                            + ": "
                            + written
                            + " records of "
                            + target.topic()
                            + ", "
                            + Amounts.bytes(bytes)
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
