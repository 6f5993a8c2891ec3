package io.omniflow.job.gateway.api;

import io.omniflow.job.client.RequestState;
import io.omniflow.job.gateway.http.EventStream;
import io.omniflow.v1.GenerationResult;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells texts while they are written. What was told cannot be taken back: after a recovery a text
 * is told on from where it was, which is right, since the same seed writes the same text again.
 */
final class TextTelling implements Telling {

    private final TextAnswer answer;

    private final String lastStage;

    private final boolean tellsUsage;

    private final int[] told;

    private final boolean[] isBegun;

    private @Nullable List<String> texts;

    private int ended;

    private boolean isUsageTold;

    /**
     * Creates it.
     *
     * @param lastStage name of the stage whose texts are the answer
     * @param count number of texts
     * @param tellsUsage whether the stream ends with what the texts took
     */
    TextTelling(TextAnswer answer, String lastStage, int count, boolean tellsUsage) {
        this.answer = answer;
        this.lastStage = lastStage;
        this.tellsUsage = tellsUsage;
        this.told = new int[count];
        this.isBegun = new boolean[count];
    }

    @Override
    public void prepare(GenerationResult result) {
        texts = TextAnswer.texts(result);
    }

    @Override
    public void news(EventStream stream, RequestState state) {
        if (state.writing().equals(lastStage)) {
            for (int i = 0; i < told.length; i++) {
                tell(stream, i, state.text(i));
            }
        }
    }

    private void tell(EventStream stream, int index, String text) {
        if (text.length() > told[index]) {
            stream.write(part(index, text.substring(told[index])));
            told[index] = text.length();
        }
    }

    private String part(int index, String text) {
        boolean isFirst = !isBegun[index];
        isBegun[index] = true;
        return answer.part(index, text, isFirst).toString();
    }

    @Override
    public boolean ending(EventStream stream, GenerationResult result) {
        List<String> all = texts == null ? List.of() : texts;
        if (ended < all.size()) {
            tell(stream, ended, all.get(ended));
            if (!isBegun[ended]) {
                stream.write(part(ended, ""));
            }
            stream.write(answer.last(ended, result.getOutputs(ended)).toString());
            ended++;
            return true;
        }
        if (tellsUsage && !isUsageTold) {
            isUsageTold = true;
            stream.write(answer.usageChunk(result).toString());
            return true;
        }
        stream.write("[DONE]");
        return false;
    }
}
