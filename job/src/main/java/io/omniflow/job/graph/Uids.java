package io.omniflow.job.graph;

/**
 * Uids and names of the operators. Uids come from what an operator is and from the name of its
 * stage, never from its position; state is found by them, so never rename one.
 */
final class Uids {

    static final String ADMISSION = "admission";
    static final String CONTROL = "control";
    static final String CACHE_ENTRIES = "cache-entries";
    static final String CACHE_OFFLOAD = "cache-offload";
    static final String CACHE_ENTRY_SIZE = "cache-entry-size";
    static final String DELIVERY = "delivery";
    static final String RESULT_SIZE = "result-size";
    static final String REFUSAL_SIZE = "refusal-size";
    static final String RESULT_OFFLOAD = "result-offload";
    static final String EVENT_SIZE = "event-size";
    static final String DEAD_LETTER_SIZE = "dead-letter-size";

    private Uids() {}

    static String selection(String stage) {
        return stage + "-selection";
    }

    static String scheduling(String stage) {
        return stage + "-scheduling";
    }

    static String commands(String stage) {
        return stage + "-commands";
    }

    static String entries(String stage) {
        return stage + "-entries";
    }

    static String ditCache(String stage) {
        return stage + "-dit-cache";
    }

    static String relay(String stage) {
        return stage + "-relay";
    }

    static String generation(String stage) {
        return stage + "-generation";
    }
}
