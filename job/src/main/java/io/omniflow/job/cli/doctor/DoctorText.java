package io.omniflow.job.cli.doctor;

import io.omniflow.job.cli.terminal.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Puts findings into words. */
final class DoctorText {

    private static final String LINE = "%-10s  %-4s  %s";

    private static final String ADVICE = "                  -> %s";

    private DoctorText() {}

    /** Returns a finding as a line, and a second one if there is something to do. */
    static String text(Finding finding) {
        String line = String.format(LINE, finding.check(), finding.level(), finding.text());
        return finding.advice().isEmpty()
                ? line
                : line + System.lineSeparator() + String.format(ADVICE, finding.advice());
    }

    /** Returns a finding as a JSON object on one line. */
    static String json(Finding finding) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("check", finding.check());
        fields.put("level", finding.level().toString());
        fields.put("text", finding.text());
        fields.put("advice", finding.advice());
        return Json.of(fields);
    }

    /** Returns the last line. */
    static String summary(List<Finding> findings) {
        long failed = count(findings, Level.FAIL);
        long warned = count(findings, Level.WARN);
        return failed + warned == 0
                ? "All is well."
                : failed + " to mend, " + warned + " to consider.";
    }

    /** Returns how many findings are of a level. */
    static long count(List<Finding> findings, Level level) {
        return findings.stream().filter(finding -> finding.level() == level).count();
    }
}
