package io.omniflow.core.cache;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A binary heap whose members know their places, so that any one is moved in logarithmic time. */
final class HeldHeap {

    private final Comparator<Held> order;
    private final int which;
    private final List<Held> members = new ArrayList<>();

    /**
     * Creates an empty heap.
     *
     * @param order least first
     * @param which which of the members' places is their place here
     */
    HeldHeap(Comparator<Held> order, int which) {
        this.order = order;
        this.which = which;
    }

    /** Returns the least of at least one member. */
    Held least() {
        return members.get(0);
    }

    void add(Held held) {
        members.add(held);
        put(held, members.size() - 1);
        rise(held);
    }

    void remove(Held held) {
        int place = held.places[which];
        Held last = members.remove(members.size() - 1);
        if (last != held) {
            put(last, place);
            update(last);
        }
    }

    /** Restores the order after a member has changed. */
    void update(Held held) {
        rise(held);
        sink(held);
    }

    private void rise(Held held) {
        int place = held.places[which];
        while (place > 0 && isLess(held, members.get((place - 1) / 2))) {
            put(members.get((place - 1) / 2), place);
            place = (place - 1) / 2;
        }
        put(held, place);
    }

    private void sink(Held held) {
        int place = held.places[which];
        int child = lesserChild(place);
        while (child > 0 && isLess(members.get(child), held)) {
            put(members.get(child), place);
            place = child;
            child = lesserChild(place);
        }
        put(held, place);
    }

    /** Returns the place of the lesser child; 0, which is nobody's child, if there is none. */
    private int lesserChild(int place) {
        int left = 2 * place + 1;
        if (left >= members.size()) {
            return 0;
        }
        int right = left + 1;
        return right < members.size() && isLess(members.get(right), members.get(left))
                ? right
                : left;
    }

    private boolean isLess(Held one, Held other) {
        return order.compare(one, other) < 0;
    }

    private void put(Held held, int place) {
        members.set(place, held);
        held.places[which] = place;
    }
}
