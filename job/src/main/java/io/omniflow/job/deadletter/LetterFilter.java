package io.omniflow.job.deadletter;

import io.omniflow.job.client.RecordPlace;
import java.util.Objects;
import java.util.Set;

/**
 * Which dead letters are meant.
 *
 * @param places these; empty for all places
 * @param code those with this code; empty for all codes
 */
public record LetterFilter(Set<RecordPlace> places, String code) {

    /** Copies the places. */
    public LetterFilter {
        places = Set.copyOf(places);
        Objects.requireNonNull(code, "code");
    }

    /** Tells whether a letter is meant. */
    public boolean accepts(DeadLetter letter) {
        return (places.isEmpty() || places.contains(letter.place()))
                && (code.isEmpty() || code.equals(letter.code()));
    }
}
