package io.omniflow.job.graph;

import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.core.cache.DitCacheConfig;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * What users can ask of scheduling, on a real broker. All of it happens to one job, in any order.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SchedulingScriptITCase {

    private static final int SLOTS = 2;
    private static final long STEP_MS = 100;

    private ScriptedJob job;
    private ScriptSteps steps;

    @BeforeAll
    void start(@TempDir Path directory) {
        job =
                ScriptedJob.start(
                        directory, TestingJob.stage(1, SLOTS, DitCacheConfig.DEFAULT), STEP_MS);
        steps = new ScriptSteps(job, SLOTS);
    }

    @AfterEach
    void leaveNothingBehind() {
        job.reset();
        job.finishAll();
    }

    @AfterAll
    void stop() {
        try (ScriptedJob ended = job) {
            assertThat(ended.journal().deadLetters()).isEmpty();
            assertThat(ended.journal().answered())
                    .allSatisfy(id -> assertThat(ended.journal().results(id)).hasSize(1));
        }
    }

    @Test
    void anUrgentRequestRunsAtOnceAndThePausedOneGoesOn() {
        new PreemptionScript(job, steps).run();
    }

    @Test
    void anUrgentRequestWaitsWhenPreemptionIsOff() {
        new PreemptionScript(job, steps).runWithoutPreemption();
    }

    @Test
    void requestsAreCancelledInEveryState() {
        new CancelScript(job, steps).run();
    }

    @Test
    void equalRequestsInFlightShareOneGeneration() {
        new SharingScript(job, steps).oneGenerationServesAll();
    }

    @Test
    void aFollowerTakesThePlaceOfACancelledLeader() {
        new SharingScript(job, steps).aFollowerTakesTheWaitingLeadersPlace();
        new SharingScript(job, steps).aFollowerTakesTheRunningLeadersGeneration();
    }

    @Test
    void queuesHaveLimitsByClassAndTenant() {
        new LimitsScript(job, steps).classesAndTenantsHaveLimits();
    }

    @Test
    void deadlinesAreKeptBeforeAndOnTheDevice() {
        new LimitsScript(job, steps).deadlinesPass();
    }

    @Test
    void requestsThatWaitTooLongExpire() {
        new LimitsScript(job, steps).requestsTimeOut();
    }

    @Test
    void theConfigurationChangesAsAWholeOrNotAtAll() {
        new ConfigScript(job, steps).changesAreTakenAsAWholeOrRefused();
    }

    /** Before the others: what a class has used up to now counts. */
    @Test
    @Order(1)
    void classesShareTheDeviceByWeight() {
        new ConfigScript(job, steps).classesShareByWeight();
    }

    @Test
    void strictClassesAreAbsolute() {
        new ConfigScript(job, steps).strictClassesAreAbsolute();
    }

    @Test
    void thePolicyChangesWhileRequestsWait() {
        new ConfigScript(job, steps).anotherPolicyOrdersWhatWaits();
    }

    @Test
    void theStatusTellsWhatRunsAndWhatWaits() {
        new StatusScript(job, steps).tellsWhatRunsAndWhatWaits();
    }

    @Test
    void releasesPauseAndResume() {
        new StatusScript(job, steps).pausesAndResumes();
    }

    @Test
    void aCrashKeepsWhatIsStored() {
        new CacheScript(job, "stored").aCrashKeepsTheHitRate();
    }

    @Test
    void onlyTheImagesThatAreMissingAreMade() {
        new CacheScript(job, "few").onlyTheImagesThatAreMissingAreMade();
    }

    @Test
    void poisonedEntriesAreNeverServed() {
        new CacheScript(job, "poison").poisonIsNeverServed();
    }

    @Test
    void whatWasInvalidatedInFlightNeverComesBack() {
        new CacheScript(job, "invalidated").whatWasInvalidatedInFlightNeverComesBack();
    }

    @Test
    void twoJobsShareWhatTheyMake() {
        new CacheScript(job, "both").twoJobsShareWhatTheyMake();
    }

    @Test
    void theModelSleepsAndWakes() {
        new StatusScript(job, steps).sleepsAndWakes();
    }

    @Test
    void aStopWithASavepointKeepsEverything() {
        new SavepointScript(job, steps).everythingSurvivesARestart();
    }

    @Test
    void aSavepointThatCannotBeginChangesNothing() {
        new SavepointScript(job, steps).aSavepointThatCannotBeginChangesNothing();
    }

    @Test
    void aSavepointThatIsAbortedLosesAndDoublesNothing() {
        new SavepointScript(job, steps).aSavepointThatIsAbortedLosesAndDoublesNothing();
    }
}
