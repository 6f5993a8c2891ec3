package io.omniflow.engine.llm.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WrittenTextTest {

    private static final Path MODEL = Path.of("src/test/resources/fixtures/llm/llama");

    /** One token a byte. */
    private static final Function<int[], String> BYTES =
            tokens -> {
                byte[] bytes = new byte[tokens.length];
                for (int i = 0; i < bytes.length; i++) {
                    bytes[i] = (byte) tokens[i];
                }
                return new String(bytes, StandardCharsets.UTF_8);
            };

    @ParameterizedTest
    @CsvSource({
        "hello world,o w,hell,true",
        "hello world,xyz,hello world,false",
        "aaab,aab,a,true",
        "ab,abc,ab,false",
        "one.END two,END two|END,one.,true",
    })
    void endsBeforeTheFirstStop(String all, String stops, String expected, boolean stopped) {
        WrittenText text = new WrittenText(BYTES, List.of(stops.split("\\|")));
        StringBuilder told = new StringBuilder();
        for (byte token : all.getBytes(StandardCharsets.UTF_8)) {
            if (text.isStopped()) {
                break;
            }
            text.add(token);
            assertThat(text.soFar()).startsWith(told);
            told = new StringBuilder(text.soFar());
        }
        text.finish();
        assertThat(text.soFar()).isEqualTo(expected);
        assertThat(text.isStopped()).isEqualTo(stopped);
    }

    @Test
    void lettersOfManyBytesAppearWhole() {
        String all = "naïve 東京 🙂 done";
        WrittenText text = new WrittenText(BYTES, List.of());
        for (byte token : all.getBytes(StandardCharsets.UTF_8)) {
            text.add(token);
            assertThat(all).startsWith(text.soFar());
        }
        text.finish();
        assertThat(text.soFar()).isEqualTo(all);
    }

    @Test
    void aLetterThatNeverEndsIsToldAtTheEnd() {
        WrittenText text = new WrittenText(BYTES, List.of());
        text.add('a');
        text.add(0xe6);
        assertThat(text.soFar()).isEqualTo("a");
        text.finish();
        assertThat(text.soFar()).isEqualTo("a\uFFFD");
    }

    @Test
    void tokensOfTheTokenizerGiveTheTextBack() {
        try (TokenCodec codec = TokenCodec.load(MODEL)) {
            String all = "A red circle, größer als 東京.";
            int[] tokens = codec.encode(all);
            assertThat(tokens).hasSize(all.getBytes(StandardCharsets.UTF_8).length);
            assertThat(codec.decode(tokens)).isEqualTo(all);
            WrittenText text = new WrittenText(codec::decode, List.of());
            for (int token : tokens) {
                text.add(token);
                assertThat(all).startsWith(text.soFar());
            }
            text.finish();
            assertThat(text.soFar()).isEqualTo(all);
        }
    }
}
