package io.omniflow.job.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.job.config.KafkaAccess;
import io.omniflow.job.config.KafkaConfig;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClientOptionsTest {

    @Test
    void requestsWaitForNoOthers() {
        assertThat(ClientOptions.of("b:9092").producer()).containsEntry("linger.ms", "0");
    }

    @Test
    void unlessTheDeploymentSaysSo() {
        KafkaAccess access =
                new KafkaAccess(
                        "b:9092",
                        KafkaConfig.Topics.defaults(),
                        Map.of("linger.ms", "20", "acks", "0"));

        assertThat(ClientOptions.of(access).producer())
                .containsEntry("linger.ms", "20")
                .containsEntry("acks", "all");
    }
}
