package io.omniflow.engine.llm.text;

import java.util.List;
import java.util.function.Function;

/** The text of a generation as it grows, and where a stop text ends it. For one thread. */
public final class WrittenText {

    private final TextStream stream;
    private final StopText stop;
    private final StringBuilder text = new StringBuilder();

    /**
     * Starts an empty text.
     *
     * @param decoder gives the text of tokens
     * @param stops texts that end it and are no part of it
     */
    public WrittenText(Function<int[], String> decoder, List<String> stops) {
        this.stream = new TextStream(decoder);
        this.stop = new StopText(stops);
    }

    /** Adds a token. The text may grow later, with the next one. */
    public void add(int token) {
        text.append(stop.add(stream.add(token)));
    }

    /** Adds what was held back, for no token follows. */
    public void finish() {
        text.append(stop.add(stream.finish()));
        text.append(stop.finish());
    }

    /** Tells whether a stop text was reached. */
    public boolean isStopped() {
        return stop.isReached();
    }

    /** Returns all that is certain; it only ever grows at its end. */
    public String soFar() {
        return text.toString();
    }
}
