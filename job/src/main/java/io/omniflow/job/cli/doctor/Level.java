package io.omniflow.job.cli.doctor;

import java.util.Locale;

/** How bad a finding is. */
enum Level {
    /** Nothing to do. */
    OK,
    /** It runs, but not as well as it could. */
    WARN,
    /** It does not run. */
    FAIL;

    /** Returns the word that people and programs read. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
