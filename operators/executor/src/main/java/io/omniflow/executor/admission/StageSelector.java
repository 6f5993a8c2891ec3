package io.omniflow.executor.admission;

import io.omniflow.executor.record.AdmittedTask;
import java.util.Objects;
import org.apache.flink.api.common.functions.FilterFunction;

/** Lets the tasks of one stage pass. */
public final class StageSelector implements FilterFunction<AdmittedTask> {

    private static final long serialVersionUID = 1L;

    private final String stage;

    /** Creates the selector of a stage, by its name. */
    public StageSelector(String stage) {
        this.stage = Objects.requireNonNull(stage, "stage");
    }

    @Override
    public boolean filter(AdmittedTask admitted) {
        return admitted.task().model().equals(stage);
    }
}
