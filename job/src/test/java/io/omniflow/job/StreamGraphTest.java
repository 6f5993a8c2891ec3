package io.omniflow.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.job.config.Deployment;
import io.omniflow.job.config.DeploymentReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.java.typeutils.runtime.kryo.KryoSerializer;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StreamGraphTest {

    private static final Path BUNDLE =
            Path.of("../operators/engine/src/test/resources/fixtures/sd3-tiny/bundle");

    @TempDir private Path directory;

    @Test
    void everyOperatorHasAUidAndAName() throws IOException {
        StreamGraph graph = graph(Map.of());

        assertThat(graph.getStreamNodes()).hasSizeGreaterThan(10);
        assertThat(graph.getStreamNodes())
                .allSatisfy(
                        node -> {
                            assertThat(node.getTransformationUID())
                                    .as("uid of %s", node)
                                    .isNotEmpty();
                            assertThat(node.getOperatorName())
                                    .as("name of %s", node)
                                    .isNotEmpty()
                                    .doesNotContain("->")
                                    .isNotIn("Map", "Filter", "Process", "Flat Map");
                        });
        assertThat(graph.getStreamNodes().stream().map(StreamNode::getTransformationUID))
                .doesNotHaveDuplicates();
    }

    @Test
    void noTypeIsLeftToKryo() throws IOException {
        Collection<StreamNode> nodes = graph(Map.of()).getStreamNodes();

        assertThat(
                        nodes.stream()
                                .flatMap(n -> Arrays.stream(n.getTypeSerializersIn()))
                                .map(TypeSerializer.class::cast))
                .noneMatch(KryoSerializer.class::isInstance);
        assertThat(
                        nodes.stream()
                                .map(StreamNode::getTypeSerializerOut)
                                .filter(Objects::nonNull)
                                .map(TypeSerializer.class::cast))
                .noneMatch(KryoSerializer.class::isInstance);
    }

    @Test
    void withoutTheCacheNothingTouchesItsTopic() throws IOException {
        StreamGraph graph = graph(Map.of("cache.topic", "false"));

        assertThat(graph.getStreamNodes().stream().map(StreamNode::getTransformationUID))
                .doesNotContain("cache-source", "cache-sink")
                .contains("cache-off");
    }

    private StreamGraph graph(Map<String, String> overrides) throws IOException {
        Path file =
                Files.writeString(
                        directory.resolve("omniflow.yaml"),
                        "stages:\n  tiny:\n    bundle: " + BUNDLE.toAbsolutePath().normalize());
        Deployment deployment = new DeploymentReader().read(file, overrides, new Configuration());
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        JobAssembly.build(env, deployment);
        return env.getStreamGraph();
    }
}
