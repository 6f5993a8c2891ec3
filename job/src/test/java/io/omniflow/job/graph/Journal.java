package io.omniflow.job.graph;

import com.google.protobuf.TextFormat;
import io.omniflow.v1.ControlReply;
import io.omniflow.v1.GenerationEvent;
import io.omniflow.v1.GenerationResult;
import io.omniflow.v1.Output;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** What a job has said so far, by request and in order. */
final class Journal {

    /** A record that could not be processed. */
    record DeadLetter(String key, String code) {}

    private final Map<String, List<GenerationResult>> results = new LinkedHashMap<>();
    private final Map<String, List<GenerationEvent>> events = new LinkedHashMap<>();
    private final Map<String, List<ControlReply>> replies = new LinkedHashMap<>();
    private final List<GenerationEvent> order = new ArrayList<>();
    private final List<DeadLetter> deadLetters = new ArrayList<>();

    /** Returns the results of a request in the order of the topic. */
    List<GenerationResult> results(String id) {
        return results.getOrDefault(id, List.of());
    }

    /** Returns the ids that have results. */
    List<String> answered() {
        return List.copyOf(results.keySet());
    }

    /** Returns the events of a request in the order of the topic; no progress once it has ended. */
    List<GenerationEvent> events(String id) {
        return events.getOrDefault(id, new ArrayList<>());
    }

    /** Returns the events of all requests but progress, in the order of the topic. */
    List<GenerationEvent> events(Predicate<GenerationEvent> which) {
        return order.stream().filter(which).toList();
    }

    /** Returns the answers to a command. */
    List<ControlReply> replies(String commandId) {
        return replies.getOrDefault(commandId, List.of());
    }

    List<DeadLetter> deadLetters() {
        return List.copyOf(deadLetters);
    }

    /** Returns, for people, how many requests ended in which way and by which help of the cache. */
    String summary() {
        Map<String, Integer> counts = new TreeMap<>();
        for (GenerationResult result : results.values().stream().flatMap(List::stream).toList()) {
            String how = result.getStatus() + " " + result.getError().getCode();
            counts.merge(how.strip(), 1, Integer::sum);
            for (Output output : result.getOutputsList()) {
                counts.merge(output.getCache().getKind().toString(), 1, Integer::sum);
            }
        }
        return counts + ", " + deadLetters.size() + " dead letters";
    }

    /** Returns, for people, all that was said of a request but its progress. */
    String story(String id) {
        StringBuilder story = new StringBuilder();
        for (GenerationEvent event : events(id)) {
            if (!event.hasProgress()) {
                story.append("\n  event  ")
                        .append(TextFormat.printer().emittingSingleLine(true).printToString(event));
            }
        }
        for (GenerationResult result : results(id)) {
            story.append("\n  result ")
                    .append(TextFormat.printer().emittingSingleLine(true).printToString(result));
        }
        deadLetters.stream()
                .filter(letter -> letter.key().equals(id))
                .forEach(letter -> story.append("\n  dead letter ").append(letter.code()));
        return story.toString();
    }

    void take(DeadLetter letter) {
        deadLetters.add(letter);
    }

    void take(GenerationResult result) {
        // An hour of steps would fill the heap.
        events(result.getRequestId()).removeIf(GenerationEvent::hasProgress);
        results.computeIfAbsent(result.getRequestId(), id -> new ArrayList<>()).add(result);
    }

    void take(GenerationEvent event) {
        if (event.hasControlReply()) {
            ControlReply reply = event.getControlReply();
            replies.computeIfAbsent(reply.getCommandId(), id -> new ArrayList<>()).add(reply);
        } else {
            if (!event.hasProgress()) {
                order.add(event);
            }
            events.computeIfAbsent(event.getRequestId(), id -> new ArrayList<>()).add(event);
        }
    }
}
