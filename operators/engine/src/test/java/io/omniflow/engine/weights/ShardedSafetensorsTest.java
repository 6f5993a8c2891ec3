package io.omniflow.engine.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.error.InvalidModelException;
import io.omniflow.engine.bundle.ContentHash;
import io.omniflow.engine.runtime.PyTorch;
import io.omniflow.engine.testing.SafetensorsWriter;
import io.omniflow.engine.testing.TinyBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShardedSafetensorsTest {

    private static final String NAME = "model.safetensors.index.json";
    private static final String MAP =
            "'a':'m-1.safetensors','b':'m-1.safetensors','c':'m-2.safetensors'";
    private static final String INDEX = "{'metadata':{'total_size':7},'weight_map':{" + MAP + "}}";

    @TempDir Path root;
    private Path directory;

    @BeforeEach
    void write() {
        directory = root.resolve("part");
        first().write(directory.resolve("m-1.safetensors"), "F32");
        second().write(directory.resolve("m-2.safetensors"), "BF16");
        TinyBundle.text(directory, NAME, INDEX);
    }

    @Test
    void readsEveryTensorFromItsShard() {
        PyTorch.enter();
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
                TensorSource source = WeightsFiles.open(directory, "model")) {
            assertThat(source.names()).containsExactly("a", "b", "c");
            assertThat(source.load(manager, "a", 2).toFloatArray()).containsExactly(1, 2);
            assertThat(source.copy(manager, "b", 1).toFloatArray()).containsExactly(3);
            assertThat(source.load(manager, "c", 1, 2).toFloatArray()).containsExactly(4, -5);
            assertThatThrownBy(() -> source.load(manager, "d", 1))
                    .isInstanceOf(InvalidModelException.class)
                    .hasMessageContaining(NAME)
                    .hasMessageContaining("tensor 'd' is missing");
            assertThatThrownBy(() -> source.load(manager, "c", 2))
                    .isInstanceOf(InvalidModelException.class)
                    .hasMessageContaining("m-2.safetensors: tensor 'c' has shape [1, 2]");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'weight_map':{'a':'m-1.safetensors'}}"
                        + " | tensor 'b' is in shard m-1.safetensors, but the index does not list",
                "{'weight_map':{'a':'m-1.safetensors','b':'m-2.safetensors'}}"
                        + " | tensor 'b' is missing in shard m-2.safetensors",
                "{'weight_map':{'a':'m-1.safetensors','a':'m-1.safetensors'}}"
                        + " | tensor 'a' is listed twice",
                "{'weight_map':{'x':'m-1.safetensors'}} | tensor 'x' is missing in shard m-1",
                "{'weight_map':{'a':'m-3.safetensors'}} | m-3.safetensors",
                "{'weight_map':{'a':'../m-1.safetensors'}} | tensor 'a' lies in '../m-1",
                "{'weight_map':{'a':'..\\\\m-1.safetensors'}} | tensor 'a' lies in '..\\m-1",
                "{'weight_map':{'a':'/m-1.safetensors'}} | the plain name of a shard",
                "{'weight_map':{'a':'.safetensors'}} | the plain name of a shard",
                "{'weight_map':{'a':'model.bin'}} | the plain name of a shard",
                "{'weight_map':{'a':7}} | the plain name of a shard",
                "{'weight_map':{'a':[]}} | no valid JSON",
                "{'weight_map':{}} | lacks a 'weight_map'",
                "{'metadata':{}} | lacks a 'weight_map'",
                "{'weight_map':{},'weight_map':{}} | two 'weight_map's",
                "{'weights':{}} | unknown field: weights",
                "{'weight_map':{'a':'m-1.safetensors'}} 1 | no valid JSON",
                "{'weight_map' | no valid JSON",
                "7 | no valid JSON"
            })
    void refusesIndexes(String json, String reason) {
        TinyBundle.text(directory, NAME, json);

        assertRefused(reason);
    }

    @Test
    void refusesATensorInTwoShards() {
        second().add("a", new float[2], 2).write(directory.resolve("m-2.safetensors"), "F32");

        assertRefused(
                "tensor 'a' is in shard m-2.safetensors, but the index puts it into"
                        + " m-1.safetensors");
    }

    @Test
    void refusesBrokenShards() {
        SafetensorsWriter.write(directory.resolve("m-2.safetensors"), new byte[7]);

        assertRefused("m-2.safetensors: the file is shorter than its header");
    }

    @Test
    void theContentHashCoversIndexAndShards() throws IOException {
        String before = ContentHash.of(root);
        second().write(directory.resolve("m-2.safetensors"), "F16");
        String shard = ContentHash.of(root);
        TinyBundle.text(directory, NAME, INDEX.replace("7", "8"));
        String index = ContentHash.of(root);
        Files.delete(directory.resolve("m-1.safetensors"));

        assertThat(shard).isNotEqualTo(before);
        assertThat(index).isNotIn(before, shard);
        assertThat(ContentHash.of(root)).isNotIn(before, shard, index);
    }

    private void assertRefused(String reason) {
        assertThatThrownBy(() -> WeightsFiles.open(directory, "model"))
                .isInstanceOfSatisfying(
                        InvalidModelException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_MODEL))
                .hasMessageContaining(directory.toString())
                .hasMessageContaining(reason);
    }

    private static SafetensorsWriter first() {
        return new SafetensorsWriter().add("a", new float[] {1, 2}, 2).add("b", new float[] {3}, 1);
    }

    private static SafetensorsWriter second() {
        return new SafetensorsWriter().add("c", new float[] {4, -5}, 1, 2);
    }
}
