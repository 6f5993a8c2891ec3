package io.omniflow.job.cli.doctor;

import java.util.List;

/** The Java that runs this command, which is the one that a local stack runs with. */
final class JavaCheck implements Check {

    private static final String NAME = "java";

    private static final int OLDEST = 17;

    /** The newest that Flink is tested with by its own project. */
    private static final int NEWEST = 21;

    private final int feature;

    private final String description;

    private final String architecture;

    /**
     * Creates the check.
     *
     * @param feature feature number, such as 17
     * @param description version and vendor
     * @param architecture as {@code os.arch} tells it
     */
    JavaCheck(int feature, String description, String architecture) {
        this.feature = feature;
        this.description = description;
        this.architecture = architecture;
    }

    /** Looks at this JVM. */
    static JavaCheck here() {
        return new JavaCheck(
                Runtime.version().feature(),
                System.getProperty("java.version") + ", " + System.getProperty("java.vendor"),
                System.getProperty("os.arch"));
    }

    @Override
    public List<Finding> look() {
        String text = description + ", " + architecture;
        if (feature < OLDEST) {
            return List.of(Finding.fail(NAME, text, "install JDK 17 and set JAVA_HOME to it"));
        }
        if (feature > NEWEST) {
            return List.of(
                    Finding.warn(
                            NAME,
                            text,
                            "Flink is not tested with it: install JDK 17 or 21 and set JAVA_HOME"));
        }
        return List.of(Finding.ok(NAME, text));
    }
}
