package io.omniflow.job.graph;

import io.omniflow.v1.GenerationRequest;
import io.omniflow.v1.Priority;
import io.omniflow.worker.testing.TestingModel;
import java.util.List;
import java.util.random.RandomGenerator;

/** Makes random requests of which many are equal but for their ids. */
final class HistoryRequests {

    private static final List<String> SCENES =
            List.of("a lake", "a harbour", "a mill", "a lighthouse", "a garden", "a bridge");
    private static final List<String> FAULTY =
            List.of(
                    TestingModel.FAIL_AT_BEGIN,
                    TestingModel.FAIL_AT_STEP,
                    TestingModel.THROW_AT_STEP,
                    TestingModel.FAIL_ODD_SEEDS);
    private static final List<String> TENANTS = List.of("", "a", "b", "c");
    private static final List<String> SIZES = List.of("32x32", "32x32", "32x32", "48x32", "64x64");
    private static final List<Integer> STEPS = List.of(1, 4, 16, 60);
    private static final List<Priority> CLASSES =
            List.of(
                    Priority.PRIORITY_HIGH,
                    Priority.PRIORITY_NORMAL,
                    Priority.PRIORITY_NORMAL,
                    Priority.PRIORITY_LOW,
                    Priority.PRIORITY_LOW);
    private static final long SOONEST_MS = 300;
    private static final long LATEST_MS = 6_000;

    private final RandomGenerator random;

    HistoryRequests(RandomGenerator random) {
        this.random = random;
    }

    GenerationRequest next(String id) {
        GenerationRequest.Builder request =
                GenerationRequest.newBuilder()
                        .setId(id)
                        .setModel(TestingJob.MODEL)
                        .setPrompt(one(happens(25) ? FAULTY : SCENES))
                        .setSeed(random.nextInt(1, 3))
                        .setNumInferenceSteps(one(STEPS))
                        .setSize(one(SIZES))
                        .setTenant(one(TENANTS))
                        .setPriority(one(CLASSES));
        if (happens(6)) {
            request.setN(random.nextInt(2, 4));
        }
        if (happens(8)) {
            request.setDeadlineMs(
                    System.currentTimeMillis() + random.nextLong(SOONEST_MS, LATEST_MS));
        }
        return request.build();
    }

    <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    /** Once in so many times. */
    boolean happens(int times) {
        return random.nextInt(times) == 0;
    }
}
