package io.omniflow.job.cli.terminal;

import io.omniflow.job.client.RequestState;
import java.util.Collection;

/** Shows how requests come along. */
public interface ProgressView {

    /** Shows the present states; called often. */
    void show(Collection<RequestState> states);
}
