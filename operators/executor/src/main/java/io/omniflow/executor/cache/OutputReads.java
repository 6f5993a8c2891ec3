package io.omniflow.executor.cache;

import io.omniflow.core.cache.CacheEntry;
import io.omniflow.core.cache.EntryChecks;
import io.omniflow.core.config.CacheStorage;
import io.omniflow.core.generation.Output;
import io.omniflow.executor.wire.LatentsMessage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads outputs and latents that lie outside of their entries, on threads of its own, and tells the
 * mailbox thread. A file system that does not answer makes a miss, not a task that waits for ever.
 */
final class OutputReads implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(OutputReads.class);

    private static final int THREADS = 4;
    private static final long LONGEST_MS = 10_000;
    private static final long PAUSE_NANOS = 50_000_000;

    private final CacheStorage storage;
    private final Executor mailbox;
    private final ExecutorService threads =
            Executors.newFixedThreadPool(
                    THREADS,
                    work -> {
                        Thread thread = new Thread(work, "omniflow-cache-reads");
                        thread.setDaemon(true);
                        return thread;
                    });

    /** Creates reads that end on a mailbox. */
    OutputReads(CacheStorage storage, Executor mailbox) {
        this.storage = storage;
        this.mailbox = mailbox;
    }

    /**
     * Reads the output of an entry that does not have it.
     *
     * @param then is called in the mailbox with the whole entry, or with nothing if the output is
     *     missing, altered or not of the entry, or cannot be read in time
     */
    void read(CacheEntry entry, Consumer<Optional<CacheEntry>> then) {
        start(entry, this::withOutput).thenAccept(read -> mailbox.execute(() -> then.accept(read)));
    }

    /**
     * Reads the latents of entries, as far as they do not have them.
     *
     * @param then is called in the mailbox with each entry and its latents, or nothing if they are
     *     missing, altered or not of the entry, or cannot be read in time
     */
    void readLatents(List<CacheEntry> entries, Consumer<List<Optional<CacheEntry>>> then) {
        List<CompletableFuture<Optional<CacheEntry>>> reads = new ArrayList<>();
        for (CacheEntry entry : entries) {
            reads.add(
                    entry.latentsRef().isEmpty()
                            ? CompletableFuture.completedFuture(Optional.of(entry))
                            : start(entry, this::withLatents));
        }
        CompletableFuture.allOf(reads.toArray(CompletableFuture[]::new))
                .thenAccept(
                        all ->
                                mailbox.execute(
                                        () ->
                                                then.accept(
                                                        reads.stream()
                                                                .map(CompletableFuture::join)
                                                                .toList())));
    }

    /** Ends the reads; nobody is told of those that have not ended. */
    @Override
    public void close() {
        threads.shutdownNow();
    }

    private CompletableFuture<Optional<CacheEntry>> start(CacheEntry entry, Reading reading) {
        return CompletableFuture.supplyAsync(() -> checked(entry, reading), threads)
                .completeOnTimeout(Optional.empty(), LONGEST_MS, TimeUnit.MILLISECONDS);
    }

    private static Optional<CacheEntry> checked(CacheEntry entry, Reading reading) {
        try {
            CacheEntry whole = reading.read(entry);
            Optional<String> problem = EntryChecks.problem(whole);
            if (problem.isPresent()) {
                throw new IOException(problem.get());
            }
            return Optional.of(whole);
        } catch (IOException | RuntimeException e) {
            LOG.warn(
                    "A file of cache entry {} is of no use: {}", entry.fingerprint(), e.toString());
            return Optional.empty();
        }
    }

    private CacheEntry withOutput(CacheEntry entry) throws IOException {
        Output output = entry.output();
        return entry.withOutput(output.withData(file(output.dataRef())));
    }

    private CacheEntry withLatents(CacheEntry entry) throws IOException {
        return entry.withLatents(LatentsMessage.read(file(entry.latentsRef())));
    }

    private byte[] file(String uri) throws IOException {
        if (!storage.hasDirectory()) {
            throw new IOException("there is no directory to read it from");
        }
        ContentStore store = new ContentStore(storage);
        try {
            return store.get(uri);
        } catch (IOException e) {
            // It may just be written anew.
            LockSupport.parkNanos(PAUSE_NANOS);
            return store.get(uri);
        }
    }

    /** Makes an entry whole by what lies in its file. */
    private interface Reading {
        CacheEntry read(CacheEntry entry) throws IOException;
    }
}
