package io.omniflow.executor.coordination;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a few lines in a small file that outlives the JobManager. A thread of its own writes the
 * newest lines and replaces the file as a whole; what cannot be written is logged and left out, for
 * it is a hint and no state. Reading is the caller's; everything else may be called by any thread.
 */
final class SuspectFile implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SuspectFile.class);
    private static final String HEADER = "omniflow-suspects 1";
    private static final long PACE_MS = 200;

    private final Path path;
    private final Path draft;
    private final AtomicReference<@Nullable List<String>> pending = new AtomicReference<>();
    private final ScheduledExecutorService writer =
            Executors.newSingleThreadScheduledExecutor(
                    task -> {
                        Thread thread = new Thread(task, "omniflow-suspect-file");
                        thread.setDaemon(true);
                        return thread;
                    });
    private volatile long savedNanos = System.nanoTime() - TimeUnit.MILLISECONDS.toNanos(PACE_MS);

    SuspectFile(String path) {
        this.path = new Path(path);
        this.draft = this.path.suffix(".new");
    }

    /** Returns the lines; none if there is no file, or none that can be read. */
    List<String> read() {
        try {
            FileSystem files = path.getFileSystem();
            if (files.exists(path)) {
                return read(files, path);
            }
            return files.exists(draft) ? read(files, draft) : List.of();
        } catch (IOException e) {
            LOG.warn("{} cannot be read; what ran before is not known", path, e);
            return List.of();
        }
    }

    /** Writes the lines soon. */
    void write(List<String> lines) {
        if (pending.getAndSet(lines) == null) {
            long sinceMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - savedNanos);
            writer.schedule(this::save, Math.max(0, PACE_MS - sinceMs), TimeUnit.MILLISECONDS);
        }
    }

    /** Runs something once all lines of earlier calls are written. */
    void afterWriting(Runnable action) {
        writer.execute(
                () -> {
                    save();
                    action.run();
                });
    }

    /** Writes what is to be written and ends; does not wait for it. */
    @Override
    public void close() {
        writer.execute(this::save);
        writer.shutdown();
    }

    private void save() {
        List<String> lines = pending.getAndSet(null);
        if (lines == null) {
            return;
        }
        try {
            FileSystem files = path.getFileSystem();
            String text = HEADER + "\n" + String.join("\n", lines) + "\n";
            try (FSDataOutputStream out = files.create(draft, FileSystem.WriteMode.OVERWRITE)) {
                out.write(text.getBytes(StandardCharsets.UTF_8));
            }
            if (!files.rename(draft, path)) {
                files.delete(path, false);
                files.rename(draft, path);
            }
        } catch (IOException e) {
            LOG.warn(
                    "{} cannot be written; what runs now would not be known after a loss of the"
                            + " JobManager",
                    path,
                    e);
        }
        savedNanos = System.nanoTime();
    }

    private static List<String> read(FileSystem files, Path from) throws IOException {
        try (BufferedReader reader =
                new BufferedReader(
                        new InputStreamReader(files.open(from), StandardCharsets.UTF_8))) {
            List<String> lines = reader.lines().toList();
            if (lines.isEmpty() || !lines.get(0).equals(HEADER)) {
                throw new IOException("expected '" + HEADER + "' in the first line");
            }
            return lines.stream().skip(1).filter(line -> !line.isEmpty()).toList();
        }
    }
}
