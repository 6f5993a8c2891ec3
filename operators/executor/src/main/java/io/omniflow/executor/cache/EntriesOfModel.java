package io.omniflow.executor.cache;

import io.omniflow.core.cache.CacheEntry;
import io.omniflow.executor.record.CacheInput;
import org.apache.flink.api.common.functions.FlatMapFunction;
import org.apache.flink.util.Collector;

/** Picks the entries of one model out of the topic of all. */
public final class EntriesOfModel implements FlatMapFunction<CacheEntry, CacheInput> {

    private static final long serialVersionUID = 1L;

    private final String model;

    /** Creates the function for a model. */
    public EntriesOfModel(String model) {
        this.model = model;
    }

    @Override
    public void flatMap(CacheEntry entry, Collector<CacheInput> out) {
        if (entry.model().equals(model)) {
            out.collect(new CacheInput.Entry(entry));
        }
    }
}
