package io.omniflow.executor.admission;

import io.omniflow.core.config.EngineConfig;
import io.omniflow.core.config.PipelineConfig;
import io.omniflow.core.logging.RequestScope;
import io.omniflow.core.request.CacheDefaults;
import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.request.ModelSpec;
import io.omniflow.executor.record.AdmittedTask;
import io.omniflow.executor.record.InboundRecord;
import io.omniflow.executor.record.SideOutputs;
import io.omniflow.executor.state.StreamTypes;
import io.omniflow.executor.wire.DeadLetterEncoder;
import io.omniflow.executor.wire.ResultEncoder;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Admits requests: the main output has the tasks of valid ones, the side outputs {@link
 * SideOutputs#RESULTS} the results of those that break a rule and {@link SideOutputs#DEAD_LETTERS}
 * the records that no result can answer. The first task of a request carries the record it came
 * from.
 */
public final class AdmissionFunction extends ProcessFunction<InboundRecord, AdmittedTask>
        implements ResultTypeQueryable<AdmittedTask> {

    private static final long serialVersionUID = 1L;

    private static final Logger LOG = LoggerFactory.getLogger(AdmissionFunction.class);

    private static final String STAGE = "admission";

    // -- configuration
    private final List<ModelSpec> models;
    private final List<PipelineConfig> pipelines;
    private final EngineConfig engine;
    private final CacheDefaults defaults;

    // -- runtime
    private transient Clock clock;
    private transient Admission admission;
    private transient AdmissionMetrics metrics;

    /** Creates the function for models without pipelines. */
    public AdmissionFunction(List<ModelSpec> models, EngineConfig engine, CacheDefaults defaults) {
        this(models, List.of(), engine, defaults);
    }

    /** Creates the function for the models, pipelines and defaults of a deployment. */
    public AdmissionFunction(
            List<ModelSpec> models,
            List<PipelineConfig> pipelines,
            EngineConfig engine,
            CacheDefaults defaults) {
        this.models = List.copyOf(models);
        this.pipelines = List.copyOf(pipelines);
        this.engine = engine;
        this.defaults = defaults;
    }

    @Override
    public void open(OpenContext context) {
        Map<String, ModelSpec> byName = new LinkedHashMap<>();
        models.forEach(model -> byName.put(model.name(), model));
        clock = Clock.systemUTC();
        admission = new Admission(new Served(byName, pipelines), engine, defaults, clock);
        metrics = new AdmissionMetrics(getRuntimeContext().getMetricGroup());
    }

    @Override
    public void processElement(InboundRecord record, Context context, Collector<AdmittedTask> out) {
        Decision decision = admission.decide(record);
        if (decision instanceof Decision.Admitted admitted) {
            admit(admitted.tasks(), record, out);
        } else if (decision instanceof Decision.Refused refused) {
            metrics.refused(refused.request().error().code());
            context.output(
                    SideOutputs.RESULTS,
                    new ResultEncoder().encode(refused.request(), clock.millis()));
        } else if (decision instanceof Decision.DeadLettered dead) {
            metrics.deadLettered(dead.error().code());
            LOG.debug(
                    "Dead letter from {}-{}@{}: {}",
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    dead.error());
            context.output(
                    SideOutputs.DEAD_LETTERS,
                    new DeadLetterEncoder().encode(record, STAGE, dead.error(), clock.millis()));
        }
    }

    @Override
    public TypeInformation<AdmittedTask> getProducedType() {
        return StreamTypes.ADMITTED;
    }

    /** A prompt is in no line above this level. */
    @SuppressWarnings("try")
    private static void tell(GenerationTask task) {
        if (LOG.isDebugEnabled()) {
            try (RequestScope scope = RequestScope.of(task)) {
                LOG.debug("Admitted for {}: {}", task.model(), task.params().prompt());
            }
        }
    }

    private void admit(
            List<GenerationTask> tasks, InboundRecord record, Collector<AdmittedTask> out) {
        metrics.admitted(tasks.size());
        tell(tasks.get(0));
        for (GenerationTask task : tasks) {
            out.collect(new AdmittedTask(task, task.id().index() == 0 ? record : null));
        }
    }
}
