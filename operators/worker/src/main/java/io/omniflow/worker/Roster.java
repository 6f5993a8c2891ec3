package io.omniflow.worker;

import io.omniflow.core.batching.RunOrder;
import io.omniflow.core.request.TaskId;
import io.omniflow.engine.Generation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All tasks that the loop holds, and those of them that advance. The choice stands until the roster
 * changes, so a step costs no sorting.
 */
final class Roster<G extends Generation> {

    private final int slots;
    private final List<Member<G>> members = new ArrayList<>();
    private List<Member<G>> chosen = List.of();
    private boolean changed;

    Roster(int slots) {
        this.slots = slots;
    }

    boolean isEmpty() {
        return members.isEmpty();
    }

    /** Returns all, in order of arrival. The list is live. */
    List<Member<G>> all() {
        return members;
    }

    /** Returns those that advance, most urgent first, as of the last choice. */
    List<Member<G>> chosen() {
        return chosen;
    }

    @Nullable Member<G> find(TaskId id) {
        for (Member<G> member : members) {
            if (member.id().equals(id)) {
                return member;
            }
        }
        return null;
    }

    void add(Member<G> member) {
        members.add(member);
        changed = true;
    }

    void remove(Member<G> member) {
        members.remove(member);
        changed = true;
    }

    /** Chooses anew if the roster changed, and tells whether it did. */
    boolean choose() {
        if (!changed) {
            return false;
        }
        chosen = RunOrder.choose(members, slots);
        changed = false;
        return true;
    }
}
