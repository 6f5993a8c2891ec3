package io.omniflow.worker;

import io.omniflow.core.generation.Snapshot;
import io.omniflow.core.request.GenerationTask;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** A task handed to the loop, in the order in which waiting ones start: class, then arrival. */
record Submission(GenerationTask task, @Nullable Snapshot from, long sequence) {

    static final Comparator<Submission> ORDER =
            Comparator.comparing((Submission s) -> s.task().priority())
                    .thenComparingLong(Submission::sequence);
}
