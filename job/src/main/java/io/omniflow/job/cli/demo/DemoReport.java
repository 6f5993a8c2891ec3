package io.omniflow.job.cli.demo;

import io.omniflow.job.cli.terminal.Stations;
import io.omniflow.job.client.RequestState;
import io.omniflow.job.picture.ContactSheet;
import io.omniflow.job.picture.PictureFiles;
import io.omniflow.v1.GenerationRequest;
import io.omniflow.v1.GenerationResult;
import io.omniflow.v1.Output;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What came out of the demo. */
final class DemoReport {

    private static final String SHEET = "contact-sheet.png";

    private static final String ROW = "%-14s %-10s %9s %6s %13s %9s  %s%n";

    private final List<RequestState> states;

    private final Map<String, String> prompts = new HashMap<>();

    DemoReport(List<RequestState> states, List<GenerationRequest> requests) {
        this.states = states;
        requests.forEach(request -> prompts.put(request.getId(), request.getPrompt()));
    }

    /** Returns a row for each request. */
    String table() {
        StringBuilder table = new StringBuilder();
        table.append(
                String.format(
                        ROW,
                        "request",
                        "status",
                        "queued ms",
                        "steps",
                        "generation ms",
                        "total ms",
                        "prompt"));
        states.forEach(s -> s.result().ifPresent(r -> table.append(row(r))));
        return table.toString();
    }

    /** Writes each picture and the sheet of all, and returns the sheet. */
    Path write(PictureFiles files) {
        List<ContactSheet.Cell> cells = new ArrayList<>();
        for (RequestState state : states) {
            GenerationResult result = state.result().orElseThrow();
            String prompt = prompts.getOrDefault(state.id(), "");
            String number = state.id().substring(state.id().lastIndexOf('-') + 1);
            files.write(result, number + "-" + prompt);
            cells(result, prompt).forEach(cells::add);
        }
        return files.writeSheet(ContactSheet.draw(cells), SHEET);
    }

    /** Returns the caption that an earlier stage wrote; empty if there was none. */
    static String written(GenerationResult result) {
        return result.getStagesCount() == 0 ? "" : result.getStages(0).getText();
    }

    /** Returns the prompt, with the caption that was made of it if there is one. */
    static String label(GenerationResult result, String prompt) {
        String caption = written(result);
        return caption.isEmpty() ? prompt : prompt + ": " + caption;
    }

    private static List<ContactSheet.Cell> cells(GenerationResult result, String prompt) {
        return result.getOutputsList().stream()
                .filter(output -> output.hasData() || output.hasDataref())
                .map(
                        output ->
                                new ContactSheet.Cell(
                                        PictureFiles.decode(output), label(result, prompt)))
                .toList();
    }

    private String row(GenerationResult result) {
        int steps = result.getOutputsList().stream().mapToInt(Output::getSteps).sum();
        long generation = result.getTimings().getStepsMs() + result.getTimings().getDecodedMs();
        return String.format(
                ROW,
                result.getRequestId(),
                Stations.name(result.getStatus()),
                result.getTimings().getQueuedMs(),
                Stations.isCached(result) ? "cached" : Integer.toString(steps),
                generation,
                result.getTimings().getTotalMs(),
                label(result, prompts.getOrDefault(result.getRequestId(), "")));
    }
}
