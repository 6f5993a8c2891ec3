package io.omniflow.job.config;

import static io.omniflow.job.config.Settings.choice;
import static io.omniflow.job.config.Settings.count;
import static io.omniflow.job.config.Settings.duration;

import io.omniflow.core.scheduling.QueueLimits;
import io.omniflow.core.scheduling.SchedulerConfig;
import io.omniflow.core.scheduling.SchedulerType;
import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.Configuration;

/** How work waits, for all stages or below the prefix of one. */
final class SchedulerSettings {

    static final String PREFIX = "scheduler.";

    static final SchedulerSettings GLOBAL = new SchedulerSettings("");

    private final Setting<SchedulerType> type;

    private final Setting<Integer> maxQueueSize;

    private final Setting<Integer> rememberedIds;

    private final Setting<Duration> rememberIds;

    SchedulerSettings(String scope) {
        type =
                choice(
                        scope + "scheduler.type",
                        SchedulerType.class,
                        SchedulerConfig.DEFAULT.type(),
                        "The policy that orders waiting work.");
        maxQueueSize =
                count(
                        scope + "scheduler.max-queue-size",
                        SchedulerConfig.DEFAULT.limits().total(),
                        1,
                        "Largest number of waiting images of one model; more are rejected with"
                                + " QUEUE_FULL.");
        rememberedIds =
                count(
                        scope + "scheduler.remembered-ids",
                        SchedulerConfig.DEFAULT.rememberedIds(),
                        1,
                        "Largest number of request ids of one model that are remembered to tell a"
                                + " redelivered request.");
        rememberIds =
                duration(
                        scope + "scheduler.remember-ids",
                        Duration.ofMillis(SchedulerConfig.DEFAULT.rememberIdsMs()),
                        "How long a request id is remembered.");
    }

    List<Setting<?>> all() {
        return List.of(type, maxQueueSize, rememberedIds, rememberIds);
    }

    /** Reads the scheduler of a stage; what it does not set is as for all stages. */
    SchedulerConfig read(Configuration config) {
        return SchedulerConfig.DEFAULT
                .withType(type.readOr(GLOBAL.type, config))
                .withLimits(QueueLimits.of(maxQueueSize.readOr(GLOBAL.maxQueueSize, config)))
                .withRememberedIds(
                        rememberedIds.readOr(GLOBAL.rememberedIds, config),
                        rememberIds.readOr(GLOBAL.rememberIds, config).toMillis());
    }
}
