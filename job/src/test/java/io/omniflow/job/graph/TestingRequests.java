package io.omniflow.job.graph;

import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.core.request.GenerationParams;
import io.omniflow.v1.GenerationRequest;
import io.omniflow.v1.GenerationResult;
import io.omniflow.v1.Output;
import io.omniflow.v1.Priority;
import io.omniflow.v1.Status;
import io.omniflow.worker.testing.TestingModel;
import java.util.Arrays;

/** Requests to the testing model and what must come of them. */
final class TestingRequests {

    private static final int SIDE = 32;
    private static final double GUIDANCE = 2.5;

    private TestingRequests() {}

    /** TestingRequests for one picture that nobody else asks for. */
    static GenerationRequest.Builder one(String id, Priority priority, int steps) {
        return GenerationRequest.newBuilder()
                .setId(id)
                .setModel(TestingJob.MODEL)
                .setPrompt("picture " + id)
                .setNumInferenceSteps(steps)
                .setSeed(7)
                .setPriority(priority);
    }

    static GenerationRequest low(String id, int steps) {
        return one(id, Priority.PRIORITY_LOW, steps).build();
    }

    static GenerationRequest normal(String id, int steps) {
        return one(id, Priority.PRIORITY_NORMAL, steps).build();
    }

    static GenerationRequest high(String id, int steps) {
        return one(id, Priority.PRIORITY_HIGH, steps).build();
    }

    /** Returns the bytes that an image of a request must have. */
    static byte[] expected(GenerationRequest request, int index) {
        int[] size =
                request.getSize().isEmpty()
                        ? new int[] {SIDE, SIDE}
                        : Arrays.stream(request.getSize().split("x", 2))
                                .mapToInt(Integer::parseInt)
                                .toArray();
        return TestingModel.expectedOutput(
                new GenerationParams(
                        request.getPrompt(),
                        request.getNegativePrompt(),
                        size[0],
                        size[1],
                        request.getNumInferenceSteps(),
                        GUIDANCE,
                        request.getSeed() + index));
    }

    /** Tells whether an image cannot be painted. */
    static boolean mustFail(GenerationRequest request, int index) {
        String prompt = request.getPrompt();
        boolean atThirdStep =
                prompt.startsWith(TestingModel.FAIL_AT_STEP)
                        || prompt.startsWith(TestingModel.THROW_AT_STEP)
                        || (prompt.startsWith(TestingModel.FAIL_ODD_SEEDS)
                                && (request.getSeed() + index) % 2 == 1);
        return prompt.startsWith(TestingModel.FAIL_AT_BEGIN)
                || (atThirdStep && request.getNumInferenceSteps() >= 3);
    }

    /** Checks that every image is there and right. */
    static void assertRight(GenerationRequest request, GenerationResult result) {
        assertThat(result.getStatus()).as("%s", result).isEqualTo(Status.STATUS_COMPLETED);
        assertThat(result.getOutputsCount()).isEqualTo(Math.max(1, request.getN()));
        for (Output output : result.getOutputsList()) {
            assertThat(output.getData().toByteArray())
                    .as("image %d of %s", output.getIndex(), request.getId())
                    .isEqualTo(expected(request, output.getIndex()));
        }
    }

    /** Checks that a request ended without a picture, and why. */
    static void assertEnded(GenerationResult result, Status status, String code) {
        assertThat(result.getStatus()).as("%s", result).isEqualTo(status);
        assertThat(result.getError().getCode()).as("%s", result).isEqualTo(code);
    }
}
