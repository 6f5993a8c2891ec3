package io.omniflow.job.cli.doctor;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Whether libtorch is there and starts, without a look at the network. */
final class NativesCheck implements Check {

    private static final String NAME = "natives";

    /** Where DJL looks for libtorch before it looks in the class path. */
    private static final String PLACE = "PYTORCH_LIBRARY_PATH";

    private final Supplier<String> version;

    private final Map<String, String> environment;

    /**
     * Creates the check.
     *
     * @param version starts libtorch and returns its version
     * @param environment variables of the process
     */
    NativesCheck(Supplier<String> version, Map<String, String> environment) {
        this.version = version;
        this.environment = environment;
    }

    @Override
    public List<Finding> look() {
        String place = environment.getOrDefault(PLACE, "");
        String from = place.isEmpty() ? "the class path" : place;
        try {
            return List.of(
                    Finding.ok(NAME, "PyTorch " + version.get() + " from " + from + ", offline"));
        } catch (RuntimeException | LinkageError e) {
            return List.of(
                    Finding.fail(
                            NAME,
                            "PyTorch does not start from " + from + ": " + Causes.innermost(e),
                            place.isEmpty()
                                    ? "the natives in the class path are for Linux on x86-64: run"
                                            + " there, or set "
                                            + PLACE
                                            + " to a libtorch of this"
                                            + " platform"
                                    : "set "
                                            + PLACE
                                            + " to the lib folder of a libtorch of the"
                                            + " version that deploy/README.md names, or unset it"));
        }
    }
}
