package io.omniflow.job.kafka;

import io.omniflow.core.error.CoreModuleException;
import io.omniflow.core.error.ErrorCode;
import io.omniflow.job.config.Guarantee;
import io.omniflow.job.config.KafkaConfig;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicExistsException;

/** Asks the broker, before a job is submitted, for everything that would fail it later. */
public final class StartChecks {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final long LOOK_NANOS = 50_000_000;

    private final KafkaConfig config;

    private final Duration patience;

    private final Topics topics;

    /** Creates the checks of one deployment. */
    public StartChecks(KafkaConfig config) {
        this(config, PATIENCE);
    }

    StartChecks(KafkaConfig config, Duration patience) {
        this.config = Objects.requireNonNull(config, "config");
        this.patience = Objects.requireNonNull(patience, "patience");
        this.topics = new Topics(config);
    }

    /**
     * Runs all checks, creating missing topics when the deployment says so.
     *
     * @throws CoreModuleException with code INVALID_CONFIG, one clear line for what is wrong first
     */
    public void run() {
        Properties properties = config.properties();
        String timeout = Long.toString(patience.toMillis());
        properties.setProperty("request.timeout.ms", timeout);
        properties.setProperty("default.api.timeout.ms", timeout);
        try (Admin admin = Admin.create(properties)) {
            checkBroker(admin);
            checkTopics(admin);
            checkRecordSizes(admin);
            checkCacheTopic(admin);
            if (config.guarantee() == Guarantee.EXACTLY_ONCE) {
                checkTransactionTimeout(admin);
            }
        } catch (KafkaException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw refused(
                    "kafka.bootstrap-servers or kafka.properties are of no use: "
                            + cause.getMessage());
        }
    }

    private void checkBroker(Admin admin) {
        try {
            await(admin.describeCluster().nodes());
        } catch (ExecutionException e) {
            throw refused(
                    "no Kafka broker answers at kafka.bootstrap-servers = "
                            + config.bootstrapServers()
                            + ": start one or correct the key ("
                            + e.getCause().getMessage()
                            + ")");
        }
    }

    private void checkTopics(Admin admin) {
        List<NewTopic> missing = missing(admin);
        if (missing.isEmpty()) {
            return;
        }
        if (!config.createTopics()) {
            throw refused(
                    "these topics do not exist: "
                            + String.join(", ", missing.stream().map(NewTopic::name).toList())
                            + "; create them or set kafka.create-topics: true");
        }
        missing.forEach(topic -> create(admin, topic));
        awaitAll(admin);
    }

    private List<NewTopic> missing(Admin admin) {
        Set<String> present = get(admin.listTopics().names());
        return topics.needed().stream().filter(topic -> !present.contains(topic.name())).toList();
    }

    /** A topic is created before every broker knows of it. */
    private void awaitAll(Admin admin) {
        long end = System.nanoTime() + patience.toNanos();
        while (!missing(admin).isEmpty()) {
            if (System.nanoTime() > end) {
                throw refused("the broker does not show the topics that it has created");
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    private static void create(Admin admin, NewTopic topic) {
        try {
            await(admin.createTopics(List.of(topic)).all());
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw refused(
                        "the topic "
                                + topic.name()
                                + " cannot be created: "
                                + e.getCause().getMessage());
            }
        }
    }

    private void checkRecordSizes(Admin admin) {
        for (String topic : topics.written()) {
            ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
            long limit = number(admin, resource, "max.message.bytes");
            if (limit < config.maxMessageBytes()) {
                throw refused(
                        "the topic "
                                + topic
                                + " takes records of at most "
                                + limit
                                + " bytes: raise its max.message.bytes to "
                                + config.maxMessageBytes()
                                + " or lower delivery.max-record-bytes");
            }
        }
    }

    /** A topic that was made by hand, or for a shorter age, would lose what a new cluster needs. */
    private void checkCacheTopic(Admin admin) {
        if (!config.cacheEnabled()) {
            return;
        }
        String topic = config.topics().cache();
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        Set<String> policies = Set.of(value(admin, resource, "cleanup.policy").split(",", -1));
        long keptMs = number(admin, resource, "retention.ms");
        boolean kept = keptMs < 0 || keptMs >= config.cacheRetentionMs();
        if (!policies.contains("compact")) {
            throw refused(
                    "the topic "
                            + topic
                            + " is not compacted: set its cleanup.policy to [compact,delete] and"
                            + " its retention.ms to "
                            + config.cacheRetentionMs()
                            + ", or cache.topic: false");
        }
        if (policies.contains("delete") && !kept) {
            if (config.createTopics()) {
                keepLonger(admin, resource);
                return;
            }
            throw refused(
                    "the topic "
                            + topic
                            + " keeps its records for "
                            + keptMs
                            + " ms: raise its retention.ms to "
                            + config.cacheRetentionMs()
                            + " or lower cache.ttl");
        }
    }

    /** An earlier start with a lower age has created it. */
    private void keepLonger(Admin admin, ConfigResource topic) {
        ConfigEntry retention =
                new ConfigEntry("retention.ms", Long.toString(config.cacheRetentionMs()));
        AlterConfigOp raise = new AlterConfigOp(retention, AlterConfigOp.OpType.SET);
        get(admin.incrementalAlterConfigs(Map.of(topic, List.of(raise))).all());
    }

    private void checkTransactionTimeout(Admin admin) {
        String node = get(admin.describeCluster().nodes()).iterator().next().idString();
        ConfigResource broker = new ConfigResource(ConfigResource.Type.BROKER, node);
        long limit = number(admin, broker, "transaction.max.timeout.ms");
        if (limit < config.transactionTimeoutMs()) {
            throw refused(
                    "the broker keeps transactions for at most "
                            + limit
                            + " ms: raise its transaction.max.timeout.ms to "
                            + config.transactionTimeoutMs()
                            + " or lower delivery.transaction-timeout, which is how long the job"
                            + " may be down without losing results");
        }
    }

    private long number(Admin admin, ConfigResource resource, String key) {
        return Long.parseLong(value(admin, resource, key));
    }

    /** Asks again for a while: a broker may not know yet of a topic that was just created. */
    private String value(Admin admin, ConfigResource resource, String key) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            try {
                return await(admin.describeConfigs(List.of(resource)).all())
                        .get(resource)
                        .get(key)
                        .value();
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof RetriableException) || System.nanoTime() > deadline) {
                    throw refused("the Kafka broker refused a question: " + e.getCause());
                }
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CoreModuleException(ErrorCode.INTERNAL, "interrupted while asking Kafka", e);
        }
    }

    private static <T> T get(KafkaFuture<T> future) {
        try {
            return await(future);
        } catch (ExecutionException e) {
            throw refused("the Kafka broker refused a question: " + e.getCause());
        }
    }

    private static <T> T await(KafkaFuture<T> future) throws ExecutionException {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CoreModuleException(ErrorCode.INTERNAL, "interrupted while asking Kafka", e);
        }
    }

    private static CoreModuleException refused(String message) {
        return new CoreModuleException(ErrorCode.INVALID_CONFIG, message);
    }
}
