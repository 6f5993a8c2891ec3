package io.omniflow.core.recovery;

/**
 * What becomes of a generation that failed.
 *
 * @param action what is done
 * @param delayMs milliseconds after which; 0 when nothing more is tried
 */
public record Recovery(Action action, long delayMs) {

    /** Nothing more is tried. */
    public static final Recovery GIVE_UP = new Recovery(Action.GIVE_UP, 0);

    /** What is done. */
    public enum Action {
        /** It ends as failed. */
        GIVE_UP,
        /** It is tried again where it failed. */
        RETRY_HERE,
        /** It is tried again on another worker, or here if there is none. */
        RETRY_ELSEWHERE
    }
}
