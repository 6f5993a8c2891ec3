package io.omniflow.job.graph;

import com.google.protobuf.TextFormat;
import io.omniflow.v1.GenerationRequest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What was asked of a job. */
final class History {

    private final Map<String, List<GenerationRequest>> deliveries = new LinkedHashMap<>();
    private final Set<String> cancelled = new HashSet<>();
    private final Map<String, Boolean> commands = new LinkedHashMap<>();
    private boolean limited;

    void delivered(GenerationRequest request) {
        deliveries.computeIfAbsent(request.getId(), id -> new ArrayList<>()).add(request);
    }

    void cancelled(String id) {
        cancelled.add(id);
    }

    /** A command was published that must be carried out, or refused. */
    void commanded(String commandId, boolean carriedOut) {
        commands.put(commandId, carriedOut);
    }

    /** From now on there may be no room for a request. */
    void limited() {
        limited = true;
    }

    /** Returns the ids of all requests. */
    List<String> ids() {
        return List.copyOf(deliveries.keySet());
    }

    /** Returns what was published under an id, in order; empty if nothing was. */
    List<GenerationRequest> deliveries(String id) {
        return deliveries.getOrDefault(id, List.of());
    }

    /** Returns the contents that were published under an id, each once. */
    Set<GenerationRequest> contents(String id) {
        return new LinkedHashSet<>(deliveries(id));
    }

    boolean wasCancelled(String id) {
        return cancelled.contains(id);
    }

    boolean wasLimited() {
        return limited;
    }

    /** Returns whether each command had to be carried out, by its id. */
    Map<String, Boolean> commands() {
        return Map.copyOf(commands);
    }

    /** Returns, for people, what was asked under an id. */
    String story(String id) {
        StringBuilder story = new StringBuilder(id);
        for (GenerationRequest request : deliveries(id)) {
            story.append("\n  asked  ")
                    .append(TextFormat.printer().emittingSingleLine(true).printToString(request));
        }
        return wasCancelled(id) ? story.append("\n  cancelled").toString() : story.toString();
    }
}
