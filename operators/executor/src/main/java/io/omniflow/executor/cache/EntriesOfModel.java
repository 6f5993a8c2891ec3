package io.omniflow.executor.cache;

import io.omniflow.executor.record.CacheInput;
import org.apache.flink.api.common.functions.FlatMapFunction;
import org.apache.flink.util.Collector;

/** Picks the entries of one model out of the topic of all. Removals tell no model, and all pass. */
public final class EntriesOfModel implements FlatMapFunction<CacheInput, CacheInput> {

    private static final long serialVersionUID = 1L;

    private final String model;

    /** Creates the function for a model. */
    public EntriesOfModel(String model) {
        this.model = model;
    }

    @Override
    public void flatMap(CacheInput input, Collector<CacheInput> out) {
        if (!(input instanceof CacheInput.Entry entry) || entry.entry().model().equals(model)) {
            out.collect(input);
        }
    }
}
