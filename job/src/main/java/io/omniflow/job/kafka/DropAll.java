package io.omniflow.job.kafka;

import io.omniflow.executor.record.InboundRecord;
import org.apache.flink.api.common.functions.FilterFunction;

/** Lets nothing through: a stream without records that never ends. */
final class DropAll implements FilterFunction<InboundRecord> {

    private static final long serialVersionUID = 1L;

    @Override
    public boolean filter(InboundRecord record) {
        return false;
    }
}
