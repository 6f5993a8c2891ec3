package io.omniflow.engine.llm.sampling;

import java.util.ArrayList;
import java.util.List;

/** The few largest of many values. */
final class Ranking {

    private Ranking() {}

    /** Returns the places of the largest values, largest first, equal ones by their places. */
    static List<Integer> first(float[] values, int count) {
        List<Integer> places = new ArrayList<>(count + 1);
        for (int i = 0; i < values.length && count > 0; i++) {
            boolean full = places.size() == count;
            if (full && values[i] <= values[places.get(count - 1)]) {
                continue;
            }
            int at = places.size();
            while (at > 0 && values[i] > values[places.get(at - 1)]) {
                at--;
            }
            places.add(at, i);
            if (full) {
                places.remove(count);
            }
        }
        return places;
    }
}
