package io.omniflow.executor.cache;

import io.omniflow.core.config.CacheStorage;
import io.omniflow.executor.metrics.OmniMetric;
import io.omniflow.executor.metrics.OmniMetrics;
import io.omniflow.executor.record.OutboundRecord;
import io.omniflow.executor.state.StreamTypes;
import io.omniflow.executor.wire.CacheEntryRewriter;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.functions.async.RichAsyncFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes large outputs and latents of cache entries through Flink's file system, so that neither
 * the cache topic nor the state of dit-cache holds them. It is used with {@code AsyncDataStream},
 * as is the offloading of large results, and for the same reason: the threads that wait for the
 * file system are its own, what they work on is in checkpoints, and neither the device nor the
 * mailbox of an operator ever waits for them.
 *
 * <p>Nobody depends on an entry. One that cannot be written, or that finds too many others waiting,
 * is dropped and counted.
 */
public final class OutputOffloader extends RichAsyncFunction<OutboundRecord, OutboundRecord>
        implements ResultTypeQueryable<OutboundRecord> {

    /** How many records may be in it, at least: more than wait and are written. */
    public static final int CAPACITY = 64;

    private static final long serialVersionUID = 1L;

    private static final Logger LOG = LoggerFactory.getLogger(OutputOffloader.class);

    private static final int THREADS = 2;
    private static final int MOST_WAITING = 32;

    // -- configuration
    private final CacheStorage storage;

    // -- runtime
    private transient CacheEntryRewriter rewriter;
    private transient ContentStore store;
    private transient ThreadPoolExecutor threads;
    private transient AtomicLong lost;

    /** Creates the function; without a directory it leaves every entry as it is. */
    public OutputOffloader(CacheStorage storage) {
        this.storage = storage;
    }

    @Override
    public void open(OpenContext context) {
        lost = new AtomicLong();
        new OmniMetrics(getRuntimeContext().getMetricGroup())
                .gauge(OmniMetric.CACHE_OUTPUTS_LOST, lost::get);
        if (!storage.hasDirectory()) {
            return;
        }
        rewriter = new CacheEntryRewriter();
        store = new ContentStore(storage);
        threads =
                new ThreadPoolExecutor(
                        THREADS,
                        THREADS,
                        0,
                        TimeUnit.MILLISECONDS,
                        new ArrayBlockingQueue<>(MOST_WAITING),
                        work -> {
                            Thread thread = new Thread(work, "omniflow-cache-offloader");
                            thread.setDaemon(true);
                            return thread;
                        });
    }

    @Override
    public void close() {
        if (threads != null) {
            threads.shutdownNow();
        }
    }

    @Override
    public void asyncInvoke(OutboundRecord record, ResultFuture<OutboundRecord> future) {
        if (!storage.hasDirectory() || !rewriter.isLarge(record, storage.inlineBytes())) {
            future.complete(List.of(record));
            return;
        }
        try {
            threads.execute(() -> offload(record, future));
        } catch (RejectedExecutionException e) {
            lost.incrementAndGet();
            future.complete(List.of());
        }
    }

    @Override
    public TypeInformation<OutboundRecord> getProducedType() {
        return StreamTypes.OUTBOUND;
    }

    private void offload(OutboundRecord record, ResultFuture<OutboundRecord> future) {
        List<OutboundRecord> small = offloaded(record);
        // A write that was cut short by the end of the task says nothing of the entry.
        if (!threads.isShutdown()) {
            future.complete(small);
        }
    }

    private List<OutboundRecord> offloaded(OutboundRecord record) {
        try {
            return List.of(rewriter.withReferences(record, storage.inlineBytes(), store::put));
        } catch (IOException | RuntimeException e) {
            LOG.warn("The output of a cache entry cannot be kept in {}", storage.directory(), e);
            lost.incrementAndGet();
            return List.of();
        }
    }
}
