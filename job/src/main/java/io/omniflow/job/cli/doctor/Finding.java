package io.omniflow.job.cli.doctor;

/**
 * What a check has found.
 *
 * @param check what was looked at, in one word
 * @param level how bad it is
 * @param text what is there
 * @param advice what to do; empty if nothing, or if the text says it
 */
record Finding(String check, Level level, String text, String advice) {

    static Finding ok(String check, String text) {
        return new Finding(check, Level.OK, text, "");
    }

    static Finding warn(String check, String text, String advice) {
        return new Finding(check, Level.WARN, text, advice);
    }

    static Finding fail(String check, String text, String advice) {
        return new Finding(check, Level.FAIL, text, advice);
    }
}
