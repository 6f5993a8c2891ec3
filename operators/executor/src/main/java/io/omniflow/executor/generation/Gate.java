package io.omniflow.executor.generation;

import io.omniflow.executor.coordination.VerdictEvent;
import java.util.Map;

/**
 * Keeps generations from the device until it is known whether they may have killed a process. One
 * that was suspected once waits for its turn to run alone; one that was suspected again never runs.
 */
final class Gate {

    /** What becomes of a generation that is not on the device yet. */
    enum Judgement {
        /** It waits. */
        WAIT,
        /** It runs. */
        RUN,
        /** It runs with nobody beside it. */
        RUN_ALONE,
        /** It is given up. */
        QUARANTINE
    }

    private Map<String, Integer> suspects = Map.of();
    private String granted = "";
    private boolean decided;
    private boolean open;

    /** Tells whether a verdict has come, or was waited for in vain. */
    boolean isDecided() {
        return decided;
    }

    /** Opens without a verdict, which did not come in time. */
    void giveUpWaiting() {
        decide(VerdictEvent.NOBODY);
    }

    /** Takes a verdict. */
    void decide(VerdictEvent verdict) {
        suspects = verdict.suspects();
        granted = verdict.turn();
        open = verdict.open();
        decided = true;
    }

    Judgement judge(String fingerprint) {
        int times = suspects.getOrDefault(fingerprint, 0);
        if (times == 0) {
            return open ? Judgement.RUN : Judgement.WAIT;
        }
        if (times > 1) {
            return Judgement.QUARANTINE;
        }
        return granted.equals(fingerprint) ? Judgement.RUN_ALONE : Judgement.WAIT;
    }
}
