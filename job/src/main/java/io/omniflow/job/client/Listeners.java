package io.omniflow.job.client;

import io.omniflow.v1.GenerationEvent;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Hands what is heard to those who follow the request, and to those who hear everything. */
final class Listeners {

    private final Map<String, List<Submission>> submissions = new ConcurrentHashMap<>();

    private final List<Consumer<Incoming>> all = new CopyOnWriteArrayList<>();

    void add(Submission submission) {
        submissions.compute(
                submission.id(),
                (id, present) -> {
                    List<Submission> list =
                            present == null ? new CopyOnWriteArrayList<>() : present;
                    list.add(submission);
                    return list;
                });
    }

    void remove(Submission submission) {
        submissions.computeIfPresent(
                submission.id(),
                (id, present) -> {
                    present.remove(submission);
                    return present.isEmpty() ? null : present;
                });
    }

    Subscription add(Consumer<Incoming> listener) {
        all.add(listener);
        return () -> all.remove(listener);
    }

    void accept(Incoming incoming) {
        all.forEach(listener -> listener.accept(incoming));
        if (incoming instanceof Incoming.Event in) {
            GenerationEvent event = in.event();
            of(event.getRequestId()).forEach(submission -> submission.accept(event));
        } else if (incoming instanceof Incoming.Result in) {
            for (Submission submission : of(in.result().getRequestId())) {
                submission.end(in.result());
                remove(submission);
            }
        }
    }

    /** Tells everybody who waits that nothing more will come. */
    void fail(ClientException failure) {
        submissions.values().forEach(list -> list.forEach(submission -> submission.fail(failure)));
        submissions.clear();
    }

    private List<Submission> of(String id) {
        return submissions.getOrDefault(id, List.of());
    }
}
