package io.omniflow.engine.llm.text;

import java.util.List;

/**
 * Lets text through up to the first of some stop texts, and holds back what may become one. For one
 * thread.
 */
final class StopText {

    private final List<String> stops;
    private String held = "";
    private boolean reached;

    StopText(List<String> stops) {
        this.stops = List.copyOf(stops);
    }

    /** Adds text and returns what can be told. */
    String add(String text) {
        if (reached) {
            return "";
        }
        held += text;
        int end = -1;
        for (String stop : stops) {
            int at = held.indexOf(stop);
            end = at >= 0 && (end < 0 || at < end) ? at : end;
        }
        if (end >= 0) {
            reached = true;
            return tell(end);
        }
        return tell(held.length() - doubtful());
    }

    /** Returns what was held back, for no text follows. */
    String finish() {
        return reached ? "" : tell(held.length());
    }

    /** Tells whether a stop text was reached. */
    boolean isReached() {
        return reached;
    }

    private String tell(int count) {
        String told = held.substring(0, count);
        held = held.substring(count);
        return told;
    }

    /** Returns how long the longest end is with which a stop text begins. */
    private int doubtful() {
        int longest = 0;
        for (String stop : stops) {
            for (int size = Math.min(stop.length() - 1, held.length()); size > longest; size--) {
                longest = held.endsWith(stop.substring(0, size)) ? size : longest;
            }
        }
        return longest;
    }
}
