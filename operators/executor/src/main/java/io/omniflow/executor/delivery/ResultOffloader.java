package io.omniflow.executor.delivery;

import io.omniflow.core.config.DeliveryConfig;
import io.omniflow.core.logging.RequestScope;
import io.omniflow.executor.record.OutboundRecord;
import io.omniflow.executor.state.StreamTypes;
import io.omniflow.executor.wire.ResultRewriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.functions.async.RichAsyncFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the images of results that are too large through Flink's file system and replaces them by
 * references. It is used with {@code AsyncDataStream.unorderedWait}, on threads of its own, so that
 * a slow file system delays only these results.
 *
 * <p>It always yields a result that fits: if the images cannot be written, or the rest is still too
 * large, one that has failed with {@code RECORD_TOO_LARGE}.
 */
public final class ResultOffloader extends RichAsyncFunction<OutboundRecord, OutboundRecord>
        implements ResultTypeQueryable<OutboundRecord> {

    private static final long serialVersionUID = 1L;

    private static final Logger LOG = LoggerFactory.getLogger(ResultOffloader.class);

    private static final int THREADS = 2;
    private static final int ATTEMPTS = 3;
    private static final long PAUSE_MS = 200;

    // -- configuration
    private final int maxRecordBytes;
    private final String directory;

    // -- runtime
    private transient ResultRewriter rewriter;
    private transient FileStore store;
    private transient ExecutorService threads;

    /** Creates the function. */
    public ResultOffloader(DeliveryConfig config) {
        this.maxRecordBytes = config.maxRecordBytes();
        this.directory = config.offloadDirectory();
    }

    @Override
    public void open(OpenContext context) {
        rewriter = new ResultRewriter();
        store = new FileStore(directory);
        threads =
                Executors.newFixedThreadPool(
                        THREADS,
                        work -> {
                            Thread thread = new Thread(work, "omniflow-result-offloader");
                            thread.setDaemon(true);
                            return thread;
                        });
    }

    @Override
    public void close() throws InterruptedException {
        if (threads != null) {
            threads.shutdownNow();
            threads.awaitTermination(10, TimeUnit.SECONDS);
        }
    }

    @Override
    public void asyncInvoke(OutboundRecord record, ResultFuture<OutboundRecord> future) {
        threads.execute(
                () -> {
                    OutboundRecord small = offloaded(record);
                    // A write that was cut short by the end of the task says nothing of the result.
                    if (!threads.isShutdown()) {
                        future.complete(List.of(small));
                    }
                });
    }

    @Override
    public void timeout(OutboundRecord record, ResultFuture<OutboundRecord> future) {
        future.complete(List.of(failed(record, "the images could not be written in time")));
    }

    @Override
    public TypeInformation<OutboundRecord> getProducedType() {
        return StreamTypes.OUTBOUND;
    }

    @SuppressWarnings("try")
    private OutboundRecord offloaded(OutboundRecord record) {
        byte[] key = Objects.requireNonNull(record.key(), "key");
        try (RequestScope scope = RequestScope.of(new String(key, StandardCharsets.UTF_8))) {
            return offload(record);
        }
    }

    private OutboundRecord offload(OutboundRecord record) {
        try {
            OutboundRecord small = withReferences(record);
            return fits(small) ? small : failed(record, tooLarge(record));
        } catch (IOException | RuntimeException e) {
            LOG.warn("Cannot write the images of a result to {}", directory, e);
            return failed(record, tooLarge(record) + " and its images could not be written: " + e);
        }
    }

    private OutboundRecord withReferences(OutboundRecord record) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                return rewriter.withReferences(record, store);
            } catch (IOException e) {
                if (attempt == ATTEMPTS || !pause(attempt)) {
                    throw e;
                }
            }
        }
    }

    private static boolean pause(int attempt) {
        try {
            Thread.sleep(PAUSE_MS * attempt);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private OutboundRecord failed(OutboundRecord record, String why) {
        OutboundRecord withoutData = rewriter.withoutData(record, why);
        return fits(withoutData) ? withoutData : rewriter.withoutOutputs(record, why);
    }

    private String tooLarge(OutboundRecord record) {
        return "the result has "
                + RecordSize.of(record)
                + " bytes, its topic takes "
                + maxRecordBytes
                + " a record";
    }

    private boolean fits(OutboundRecord record) {
        return RecordSize.of(record) <= maxRecordBytes;
    }
}
