package io.omniflow.job.cli.demo;

import io.omniflow.v1.GenerationRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Turns captions into requests: new ids at each run, the same seeds. */
final class DemoRequests {

    private DemoRequests() {}

    static List<GenerationRequest> of(List<String> prompts) {
        String run = String.format("%04x", ThreadLocalRandom.current().nextInt(1 << 16));
        List<GenerationRequest> requests = new ArrayList<>();
        for (int i = 0; i < prompts.size(); i++) {
            requests.add(
                    GenerationRequest.newBuilder()
                            .setId(String.format("demo-%s-%02d", run, i + 1))
                            .setPrompt(prompts.get(i))
                            .setSeed(i + 1)
                            .build());
        }
        return requests;
    }
}
