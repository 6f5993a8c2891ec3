package io.omniflow.job.cli.demo;

import io.omniflow.v1.GenerationRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Numbers requests: new ids at each run, the same seeds. */
final class DemoRequests {

    private final String run;

    private int last;

    DemoRequests() {
        run = String.format("%04x", ThreadLocalRandom.current().nextInt(1 << 16));
    }

    /** Returns a request for each prompt, to what is served under a name. */
    List<GenerationRequest> of(String model, List<String> prompts) {
        List<GenerationRequest> requests = new ArrayList<>();
        for (String prompt : prompts) {
            last++;
            requests.add(
                    GenerationRequest.newBuilder()
                            .setId(String.format("demo-%s-%02d", run, last))
                            .setModel(model)
                            .setPrompt(prompt)
                            .setSeed(last)
                            .build());
        }
        return requests;
    }
}
