package io.omniflow.worker;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the process without running shutdown hooks, which would wait for the native call that hangs.
 */
final class ProcessExit implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(ProcessExit.class);

    /** "Temporary failure" of sysexits.h: whoever watches the process starts another. */
    private static final int EXIT_CODE = 75;

    @Override
    public void run() {
        LOG.error(
                "A device call hangs and cannot be stopped: this process ends with code {} and its"
                        + " work goes on elsewhere",
                EXIT_CODE);
        Runtime.getRuntime().halt(EXIT_CODE);
    }
}
