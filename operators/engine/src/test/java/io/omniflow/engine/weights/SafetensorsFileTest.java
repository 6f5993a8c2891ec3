package io.omniflow.engine.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.error.InvalidModelException;
import io.omniflow.engine.runtime.PyTorch;
import io.omniflow.engine.testing.SafetensorsWriter;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsFileTest {

    private static final String GOOD =
            "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]},"
                    + "'b':{'dtype':'F32','shape':[1],'data_offsets':[8,12]}}";

    private static final int BULK = 1 << 22;

    @TempDir Path directory;
    private Path file;

    @BeforeEach
    void name() {
        file = directory.resolve("model.safetensors");
    }

    @ParameterizedTest
    @ValueSource(strings = {"F32", "F16", "BF16"})
    void readsEveryValueOfALongTensor(String dtype) {
        PyTorch.enter();
        float[] values = new float[10_001];
        for (int i = 0; i < values.length; i++) {
            values[i] = i % 251 - 125;
        }
        new SafetensorsWriter().add("w", values, values.length).write(file, dtype);

        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
                SafetensorsFile weights = SafetensorsFile.open(file)) {
            assertThat(weights.load(manager, "w", values.length).toFloatArray())
                    .containsExactly(values);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"F32", "F16", "BF16"})
    void readsFloatingTypesAsFloat32(String dtype) {
        PyTorch.enter();
        float[] values = {0, 1.5f, -2, 0.25f, 96, -0.125f};
        new SafetensorsWriter()
                .add("pad", new float[1], 1)
                .add("w", values, 2, 3)
                .write(file, dtype);

        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
                SafetensorsFile weights = SafetensorsFile.open(file)) {
            assertThat(weights.names()).containsExactly("pad", "w");
            assertThat(weights.load(manager, "w", 2, 3).getDataType()).isEqualTo(DataType.FLOAT32);
            assertThat(weights.load(manager, "w", 2, 3).toFloatArray()).containsExactly(values);
        }
    }

    @Test
    void readsFloatsAtOddAddresses() {
        PyTorch.enter();
        write(GOOD + " ", data(1, 2, 3));

        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
                SafetensorsFile weights = SafetensorsFile.open(file)) {
            assertThat(weights.load(manager, "a", 2).toFloatArray()).containsExactly(1, 2);
            assertThat(weights.load(manager, "b", 1).toFloatArray()).containsExactly(3);
        }
    }

    /** Direct buffers would stay until the next collection, one for each tensor. */
    @ParameterizedTest
    @CsvSource({"F32, 1", "F16, 0", "F16, 1", "BF16, 0", "BF16, 1"})
    void takesNoDirectMemoryOfTheJvm(String dtype, int shift) {
        PyTorch.enter();
        int bytes = dtype.equals("F32") ? 4 : 2;
        String header =
                String.format(
                        "{'a':{'dtype':'%s','shape':[%d],'data_offsets':[0,%d]}}",
                        dtype, BULK / bytes, BULK);
        write(header + " ".repeat((8 - header.length() % 8) % 8 + shift), new byte[BULK]);

        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
                SafetensorsFile weights = SafetensorsFile.open(file)) {
            long before = directBytes();
            NDArray loaded = weights.load(manager, "a", BULK / bytes);

            assertThat(loaded.getDataType()).isEqualTo(DataType.FLOAT32);
            assertThat(loaded.max().getFloat()).isZero();
            assertThat(directBytes() - before).isLessThan(BULK / 2);
        }
    }

    @Test
    void arraysOutliveTheFile() {
        PyTorch.enter();
        write(GOOD, data(1, 2, 3));
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            NDArray array;
            try (SafetensorsFile weights = SafetensorsFile.open(file)) {
                array = weights.load(manager, "a", 2);
            }
            System.gc();
            assertThat(array.toFloatArray()).containsExactly(1, 2);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'a':{'dtype':'F33','shape':[2],'data_offsets':[0,8]} | unknown dtype: F33",
                "'a':{'dtype':'F32','shape':[-2],'data_offsets':[0,8]} | negative dimension: -2",
                "'a':{'dtype':'F32','shape':[3],'data_offsets':[0,8]} | needs 12 bytes",
                "'a':{'dtype':'F32','shape':[2],'data_offsets':[8,0]} | needs 8 bytes",
                "'a':{'dtype':'F32','shape':[2],'data_offsets':[0]} | lacks dtype",
                "'a':{'dtype':'F32','data_offsets':[0,8]} | lacks dtype",
                "'a':{'dtype':'F32','shape':[2.5],'data_offsets':[0,8]} | no valid JSON",
                "'a':{'dtype':'F32','shape':[4294967296,4294967296],'data_offsets':[0,8]}"
                        + " | larger than any file",
                "'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8],'x':1} | unknown field: x",
                "'a':{'dtype':'F32','shape':[2],'data_offsets':[4,12]} | after a gap",
                "'a':7 | no valid JSON",
                "'a' | no valid JSON"
            })
    void refusesMalformedEntries(String entry, String reason) {
        write("{" + entry + "}", data(1, 2));

        assertRefused(reason);
    }

    @Test
    void refusesOverlaps() {
        write(GOOD.replace("[8,12]", "[4,8]"), data(1, 2));

        assertRefused("tensor 'b' begins at byte 4, inside another tensor");
    }

    @Test
    void refusesDuplicates() {
        write(GOOD.replace("'b'", "'a'"), data(1, 2, 3));

        assertRefused("tensor 'a' is listed twice");
    }

    @Test
    void refusesTrailingBytes() {
        write(GOOD, data(1, 2, 3, 4));

        assertRefused("the tensors take 12 bytes, but the file holds 16");
    }

    @Test
    void refusesMissingBytes() {
        write(GOOD, data(1, 2));

        assertRefused("the tensors take 12 bytes, but the file holds 8");
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, -1, 3, 100_000_001, Long.MAX_VALUE})
    void refusesHeadersThatDoNotFit(long length) {
        byte[] bytes =
                ByteBuffer.allocate(10).order(ByteOrder.LITTLE_ENDIAN).putLong(length).array();
        SafetensorsWriter.write(file, bytes);

        assertRefused("the header claims " + length + " bytes of a file of 10");
    }

    @Test
    void refusesTruncatedHeaders() {
        write(GOOD.substring(0, 40), data(1, 2, 3));

        assertRefused("no valid JSON");
    }

    @Test
    void refusesFilesShorterThanTheLength() {
        SafetensorsWriter.write(file, new byte[7]);

        assertRefused("shorter than its header");
    }

    @Test
    void refusesMissingFiles() {
        assertRefused("cannot read weights");
    }

    @Test
    void refusesTensorsThatAreNotAsExpected() {
        write("{'a':{'dtype':'I32','shape':[2],'data_offsets':[0,8]}}", data(1, 2));
        PyTorch.enter();

        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
                SafetensorsFile weights = SafetensorsFile.open(file)) {
            assertThatThrownBy(() -> weights.load(manager, "c", 2))
                    .isInstanceOf(InvalidModelException.class)
                    .hasMessageContaining("tensor 'c' is missing");
            assertThatThrownBy(() -> weights.load(manager, "a", 1, 2))
                    .isInstanceOf(InvalidModelException.class)
                    .hasMessageContaining("tensor 'a' has shape [2], expected [1, 2]");
            assertThatThrownBy(() -> weights.load(manager, "a", 2))
                    .isInstanceOf(InvalidModelException.class)
                    .hasMessageContaining("tensor 'a' has dtype I32");
        }
    }

    private void assertRefused(String reason) {
        assertThatThrownBy(() -> SafetensorsFile.open(file))
                .isInstanceOfSatisfying(
                        InvalidModelException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_MODEL))
                .hasMessageContaining(file.toString())
                .hasMessageContaining(reason);
    }

    private void write(String header, byte[] data) {
        SafetensorsWriter.write(file, SafetensorsWriter.bytes(header.replace('\'', '"'), data));
    }

    private static long directBytes() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }

    private static byte[] data(float... values) {
        ByteBuffer bytes =
                ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return bytes.array();
    }
}
