package io.omniflow.executor.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CodecRoundTripTest {

    private static final int CASES = 200;

    /** Finds the codecs among the compiled classes, so that none is forgotten. */
    static List<Codec<?>> codecs() throws IOException, URISyntaxException {
        Path classes =
                Path.of(Codec.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        Path directory = classes.resolve(Codec.class.getPackageName().replace('.', '/'));
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith("Codec.class") && !name.equals("Codec.class"))
                    .sorted()
                    .<Codec<?>>map(CodecRoundTripTest::instance)
                    .toList();
        }
    }

    @Test
    void findsTheCodecs() throws Exception {
        assertThat(codecs()).contains(TaskCodec.INSTANCE, OutcomeCodec.INSTANCE);
    }

    @ParameterizedTest
    @MethodSource("codecs")
    <T> void whatIsWrittenIsRead(Codec<T> codec) throws IOException {
        Supplier<T> values = values(codec, 17);
        for (int i = 0; i < CASES; i++) {
            T value = values.get();
            byte[] written = write(codec, value);
            DataInputDeserializer in = new DataInputDeserializer(written);
            T read = Fields.read(codec, in);

            assertThat(read)
                    .usingRecursiveComparison()
                    .withEqualsForType(Double::equals, Double.class)
                    .isEqualTo(value);
            assertThat(in.available()).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("codecs")
    <T> void aTruncatedValueIsAnErrorOfInput(Codec<T> codec) throws IOException {
        byte[] written = write(codec, values(codec, 19).get());
        for (int length = 0; length < written.length; length++) {
            DataInputDeserializer in = new DataInputDeserializer(written, 0, length);
            assertThatExceptionOfType(IOException.class).isThrownBy(() -> Fields.read(codec, in));
        }
    }

    @ParameterizedTest
    @MethodSource("codecs")
    <T> void aValueOfALaterReleaseIsRefused(Codec<T> codec) throws IOException {
        byte[] written = write(codec, values(codec, 23).get());
        written[0] = (byte) (codec.version() + 1);

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> Fields.read(codec, new DataInputDeserializer(written)))
                .withMessageContaining("this release reads up to " + codec.version());
    }

    @ParameterizedTest
    @MethodSource("codecs")
    <T> void theSerializerCopiesBytesAndSurvivesItsSnapshot(Codec<T> codec) throws IOException {
        CodecSerializer<T> serializer = new CodecSerializer<>(codec);
        byte[] written = write(codec, values(codec, 29).get());
        DataOutputSerializer copy = new DataOutputSerializer(64);
        serializer.copy(new DataInputDeserializer(written), copy);
        assertThat(copy.getCopyOfBuffer()).isEqualTo(written);

        DataOutputSerializer snapshot = new DataOutputSerializer(64);
        TypeSerializerSnapshot.writeVersionedSnapshot(snapshot, serializer.snapshotConfiguration());
        TypeSerializerSnapshot<T> read =
                TypeSerializerSnapshot.readVersionedSnapshot(
                        new DataInputDeserializer(snapshot.getCopyOfBuffer()),
                        getClass().getClassLoader());
        TypeSerializer<T> restored = read.restoreSerializer();
        assertThat(restored).isEqualTo(serializer);
        assertThat(serializer.snapshotConfiguration().resolveSchemaCompatibility(read))
                .matches(compatibility -> compatibility.isCompatibleAsIs());
    }

    @Test
    void anotherCodecIsNotCompatible() {
        CodecSerializerSnapshot<?> tasks = new CodecSerializerSnapshot<>(TaskCodec.INSTANCE);
        CodecSerializerSnapshot<?> outputs = new CodecSerializerSnapshot<>(OutputCodec.INSTANCE);

        assertThat(isCompatible(tasks, outputs)).isFalse();
    }

    @SuppressWarnings("unchecked") // as Flink does when it compares snapshots
    private static <T> boolean isCompatible(
            CodecSerializerSnapshot<T> one, CodecSerializerSnapshot<?> other) {
        return one.resolveSchemaCompatibility((TypeSerializerSnapshot<T>) other).isCompatibleAsIs();
    }

    private static Codec<?> instance(String file) {
        String name = file.substring(0, file.length() - ".class".length());
        try {
            Class<?> type = Class.forName(Codec.class.getPackageName() + "." + name);
            return (Codec<?>) type.getEnumConstants()[0];
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    @SuppressWarnings("unchecked") // the map keeps suppliers by what they supply
    private static <T> Supplier<T> values(Codec<T> codec, long seed) {
        Supplier<?> values = new RandomValues(seed).byType().get(codec.type());
        assertThat(values).as("random values of %s", codec.type()).isNotNull();
        return (Supplier<T>) values;
    }

    private static <T> byte[] write(Codec<T> codec, T value) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(256);
        Fields.write(codec, value, out);
        return out.getCopyOfBuffer();
    }
}
