package io.omniflow.executor.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PrometheusNameTest {

    @Test
    void hasTheGroupAndTheNameOfTheLabel() {
        assertThat(PrometheusName.of(OmniMetric.QUEUE_DEPTH))
                .isEqualTo(
                        "flink_taskmanager_job_task_operator_scheduler_request_class_queueDepth");
        assertThat(PrometheusName.of(OmniMetric.PREEMPTIONS))
                .isEqualTo("flink_taskmanager_job_task_operator_generation_numPreemptions");
        assertThat(PrometheusName.of(OmniMetric.OVERSIZED_RECORDS))
                .isEqualTo("flink_taskmanager_job_task_operator_numOversizedRecords");
    }

    @Test
    void noTwoMetricsShareOne() {
        assertThat(Arrays.stream(OmniMetric.values()).map(PrometheusName::of))
                .doesNotHaveDuplicates()
                .allMatch(name -> name.matches("[a-zA-Z_]+"));
    }
}
