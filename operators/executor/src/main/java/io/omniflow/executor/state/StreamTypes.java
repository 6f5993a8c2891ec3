package io.omniflow.executor.state;

import io.omniflow.core.result.TaskOutcome;
import io.omniflow.executor.record.AdmittedTask;
import io.omniflow.executor.record.CacheInput;
import io.omniflow.executor.record.CacheNotice;
import io.omniflow.executor.record.InboundRecord;
import io.omniflow.executor.record.OutboundRecord;
import io.omniflow.executor.record.SchedulingInput;
import io.omniflow.executor.record.WorkerCommand;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/** Type information of every record that flows through the job. */
public final class StreamTypes {

    /** Records as they came from Kafka. */
    public static final TypeInformation<InboundRecord> INBOUND =
            new CodecTypeInfo<>(InboundRecordCodec.INSTANCE);

    /** Valid tasks. */
    public static final TypeInformation<AdmittedTask> ADMITTED =
            new CodecTypeInfo<>(AdmittedTaskCodec.INSTANCE);

    /** Releases and returned slots. */
    public static final TypeInformation<WorkerCommand> COMMAND =
            new CodecTypeInfo<>(WorkerCommandCodec.INSTANCE);

    /** Terminal outcomes. */
    public static final TypeInformation<TaskOutcome> OUTCOME =
            new CodecTypeInfo<>(OutcomeCodec.INSTANCE);

    /** Records ready for a sink. */
    public static final TypeInformation<OutboundRecord> OUTBOUND =
            new CodecTypeInfo<>(OutboundRecordCodec.INSTANCE);

    /** What dit-cache reads by neighbourhood. */
    public static final TypeInformation<CacheInput> CACHE_INPUT =
            new CodecTypeInfo<>(CacheInputCodec.INSTANCE);

    /** What every subtask of dit-cache is told. */
    public static final TypeInformation<CacheNotice> CACHE_NOTICE =
            new CodecTypeInfo<>(CacheNoticeCodec.INSTANCE);

    /** What scheduling reads besides tasks. */
    public static final TypeInformation<SchedulingInput> SCHEDULING_INPUT =
            new CodecTypeInfo<>(SchedulingInputCodec.INSTANCE);

    private StreamTypes() {}
}
