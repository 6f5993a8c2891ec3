package io.omniflow.schemas;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import io.omniflow.schemas.GoldenMessages.Golden;
import io.omniflow.v1.CacheEntry;
import io.omniflow.v1.CacheEpoch;
import io.omniflow.v1.ControlCommand;
import io.omniflow.v1.GenerationEvent;
import io.omniflow.v1.GenerationRequest;
import io.omniflow.v1.GenerationResult;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Holds the encoding of every message to golden files, so that no edit of a schema breaks what is
 * already written to a topic.
 *
 * <p>After an addition to a schema, set the new field in {@link GoldenMessages} and write the files
 * anew with {@code mvn -pl schemas test -Domniflow.golden.write=true}. The old bytes must remain a
 * part of the new ones: look at the difference.
 */
class GoldenFilesTest {

    private static final Path DIRECTORY = Path.of("src/test/resources/golden");

    private static final List<Descriptor> TOP_LEVEL =
            List.of(
                    GenerationRequest.getDescriptor(),
                    GenerationResult.getDescriptor(),
                    GenerationEvent.getDescriptor(),
                    ControlCommand.getDescriptor(),
                    CacheEntry.getDescriptor(),
                    CacheEpoch.getDescriptor());

    @BeforeAll
    static void writeTheFilesAnewIfAsked() throws IOException {
        if (!Boolean.getBoolean("omniflow.golden.write")) {
            return;
        }
        for (Golden golden : goldens()) {
            Files.write(DIRECTORY.resolve(golden.name() + ".pb"), encode(golden.message()));
            Files.writeString(DIRECTORY.resolve(golden.name() + ".json"), print(golden.message()));
        }
    }

    static List<Golden> goldens() {
        return GoldenMessages.all();
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void aMessageIsEncodedAsItsGoldenBytes(Golden golden) throws IOException {
        assertThat(encode(golden.message())).isEqualTo(read(golden, ".pb"));
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void goldenBytesAreReadAsTheMessage(Golden golden) throws IOException {
        Message read = golden.message().getParserForType().parseFrom(read(golden, ".pb"));

        assertThat(read).isEqualTo(golden.message());
        assertThat(read.getUnknownFields().asMap()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void goldenJsonIsReadAsTheMessage(Golden golden) throws IOException {
        Message.Builder read = golden.message().newBuilderForType();
        JsonFormat.parser().merge(new String(read(golden, ".json"), UTF_8), read);

        assertThat(read.build()).isEqualTo(golden.message());
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void aMessageIsPrintedAsItsGoldenJson(Golden golden) throws IOException {
        assertThat(print(golden.message())).isEqualTo(new String(read(golden, ".json"), UTF_8));
    }

    @Test
    void everyFieldIsSetToAValueThatIsNotItsDefault() {
        Set<String> declared = new TreeSet<>();
        TOP_LEVEL.forEach(type -> collectDeclared(type, declared));
        Set<String> set = new TreeSet<>();
        goldens().forEach(golden -> collectSet(golden.message(), set));

        assertThat(set).isEqualTo(declared);
    }

    private static byte[] encode(Message message) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        out.useDeterministicSerialization();
        message.writeTo(out);
        out.flush();
        return bytes.toByteArray();
    }

    private static String print(Message message) throws IOException {
        return JsonFormat.printer().preservingProtoFieldNames().sortingMapKeys().print(message)
                + "\n";
    }

    private static byte[] read(Golden golden, String ending) throws IOException {
        return Files.readAllBytes(DIRECTORY.resolve(golden.name() + ending));
    }

    private static void collectDeclared(Descriptor type, Set<String> names) {
        for (FieldDescriptor field : type.getFields()) {
            boolean isNew = names.add(field.getFullName());
            if (isNew && field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
                collectDeclared(field.getMessageType(), names);
            }
        }
    }

    private static void collectSet(Message message, Set<String> names) {
        message.getAllFields().forEach((field, value) -> collectSet(field, value, names));
    }

    private static void collectSet(FieldDescriptor field, Object value, Set<String> names) {
        if (value instanceof List<?> elements) {
            names.add(field.getFullName());
            elements.forEach(element -> collectNested(element, names));
        } else if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
            names.add(field.getFullName());
            collectNested(value, names);
        } else if (!value.equals(field.getDefaultValue())) {
            names.add(field.getFullName());
        }
    }

    private static void collectNested(Object value, Set<String> names) {
        if (value instanceof Message message) {
            collectSet(message, names);
        }
    }
}
