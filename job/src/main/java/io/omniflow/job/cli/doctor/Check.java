package io.omniflow.job.cli.doctor;

import java.util.List;

/** Looks at one thing and changes nothing. */
@FunctionalInterface
interface Check {

    /** Returns one finding or more; never throws for what it looks at. */
    List<Finding> look();
}
