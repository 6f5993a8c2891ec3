package io.omniflow.engine.llm;

import io.omniflow.engine.llm.decoder.Chunk;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Decides what each member of a step computes. Older members go first. One that is running and
 * needs room takes it from paused generations and then from the youngest that run; one that starts
 * waits for free room, and those after it wait behind it. So the oldest always goes on.
 */
final class StepPlan {

    private final Collection<TextGeneration> live;
    private final Set<TextGeneration> batch;
    private final Map<TextGeneration, Chunk> chunks = new LinkedHashMap<>();
    private int promptBudget;
    private boolean queue;

    private StepPlan(Collection<TextGeneration> live, Set<TextGeneration> batch, int promptBudget) {
        this.live = live;
        this.batch = batch;
        this.promptBudget = promptBudget;
    }

    /**
     * Plans a step.
     *
     * @param live all generations of the model, oldest first
     * @param batch those that shall advance
     * @param promptBudget the most tokens of prompts in the step
     * @return what each member computes; those that wait are not there
     */
    static Map<TextGeneration, Chunk> of(
            Collection<TextGeneration> live, Set<TextGeneration> batch, int promptBudget) {
        StepPlan plan = new StepPlan(live, batch, promptBudget);
        live.stream().filter(batch::contains).forEach(plan::add);
        return plan.chunks;
    }

    private void add(TextGeneration member) {
        boolean room = member.isStarted() ? grow(member) : start(member);
        if (!room) {
            return;
        }
        int pending = member.pending();
        int most = pending == 1 ? 1 : Math.min(pending, promptBudget);
        if (most > 0) {
            promptBudget -= pending == 1 ? 0 : most;
            chunks.put(member, member.next(most));
        }
    }

    private boolean start(TextGeneration member) {
        if (queue) {
            return false;
        }
        boolean room = member.start();
        while (!room && preempt(paused())) {
            room = member.start();
        }
        queue = !room;
        return room;
    }

    private boolean grow(TextGeneration member) {
        boolean room = member.grow();
        while (!room && (preempt(paused()) || preempt(youngerThan(member)))) {
            room = member.grow();
        }
        return room;
    }

    private List<TextGeneration> paused() {
        return live.stream().filter(other -> !batch.contains(other)).toList();
    }

    private List<TextGeneration> youngerThan(TextGeneration member) {
        List<TextGeneration> all = new ArrayList<>(live);
        return all.subList(all.indexOf(member) + 1, all.size());
    }

    /** Takes the room of the youngest that has some. */
    private static boolean preempt(List<TextGeneration> candidates) {
        for (int i = candidates.size() - 1; i >= 0; i--) {
            if (candidates.get(i).isStarted()) {
                candidates.get(i).preempt();
                return true;
            }
        }
        return false;
    }
}
