package io.omniflow.engine.stepcache;

/** Computes every step. */
public final class OffCache implements StepCachePolicy {

    @Override
    public boolean reuses(int step, double change) {
        return false;
    }
}
