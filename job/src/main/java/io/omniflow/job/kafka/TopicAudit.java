package io.omniflow.job.kafka;

import io.omniflow.job.config.KafkaConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;

/** Compares a broker's topics with those that a deployment needs, and changes nothing. */
public final class TopicAudit {

    private static final String PATIENCE_MS = "10000";

    private final KafkaConfig config;

    private final Topics topics;

    /** Creates the audit of one deployment. */
    public TopicAudit(KafkaConfig config) {
        this.config = config;
        this.topics = new Topics(config);
    }

    /**
     * What a broker has.
     *
     * @param nodes how many brokers there are
     * @param faults of topics, of which there may be none
     */
    public record Report(int nodes, List<Fault> faults) {

        /** Copies the faults. */
        public Report {
            faults = List.copyOf(faults);
        }
    }

    /**
     * What is wrong with a topic.
     *
     * @param topic its name
     * @param fatal whether the job does not start, or loses records
     * @param text what is there
     * @param advice what to do
     */
    public record Fault(String topic, boolean fatal, String text, String advice) {}

    /**
     * Asks the broker.
     *
     * @throws KafkaException if none answers, or it refuses; the cause tells why
     */
    public Report run() {
        Properties properties = config.properties();
        properties.setProperty("request.timeout.ms", PATIENCE_MS);
        properties.setProperty("default.api.timeout.ms", PATIENCE_MS);
        try (Admin admin = Admin.create(properties)) {
            int nodes = admin.describeCluster().nodes().get().size();
            return new Report(nodes, faults(admin, nodes));
        } catch (ExecutionException e) {
            throw new KafkaException("the broker does not answer", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted while asking Kafka", e);
        }
    }

    private List<Fault> faults(Admin admin, int nodes)
            throws ExecutionException, InterruptedException {
        Set<String> present = admin.listTopics().names().get();
        List<Fault> faults = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (NewTopic needed : topics.needed()) {
            if (present.contains(needed.name())) {
                names.add(needed.name());
            } else {
                faults.add(missing(needed));
            }
        }
        Map<String, TopicDescription> described = admin.describeTopics(names).allTopicNames().get();
        Map<String, Config> settings = settings(admin, names);
        for (String name : names) {
            copies(described.get(name), nodes).ifPresent(faults::add);
            size(name, settings.get(name)).ifPresent(faults::add);
            policy(name, settings.get(name)).ifPresent(faults::add);
        }
        return faults;
    }

    private static Map<String, Config> settings(Admin admin, List<String> names)
            throws ExecutionException, InterruptedException {
        List<ConfigResource> resources =
                names.stream()
                        .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                        .toList();
        return admin.describeConfigs(resources).all().get().entrySet().stream()
                .collect(Collectors.toMap(e -> e.getKey().name(), Map.Entry::getValue));
    }

    private Fault missing(NewTopic needed) {
        String command =
                "kafka-topics.sh --create --topic "
                        + needed.name()
                        + " --partitions "
                        + needed.numPartitions()
                        + settings(needed);
        return config.createTopics()
                ? new Fault(needed.name(), false, "is not there yet", "the job creates it")
                : new Fault(
                        needed.name(),
                        true,
                        "is missing",
                        "set kafka.create-topics: true, or run " + command);
    }

    private static String settings(NewTopic needed) {
        return needed.configs().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(setting -> " --config " + setting.getKey() + "=" + setting.getValue())
                .collect(Collectors.joining());
    }

    private static Optional<Fault> copies(TopicDescription topic, int nodes) {
        int copies = topic.partitions().get(0).replicas().size();
        return nodes == 1 || copies > 1
                ? Optional.empty()
                : Optional.of(
                        new Fault(
                                topic.name(),
                                false,
                                "is on one of " + nodes + " brokers only",
                                "raise its replication factor to 3"));
    }

    private Optional<Fault> size(String name, Config settings) {
        long limit = number(settings, "max.message.bytes");
        return !topics.written().contains(name) || limit >= config.maxMessageBytes()
                ? Optional.empty()
                : Optional.of(
                        new Fault(
                                name,
                                true,
                                "takes records of at most " + limit + " bytes",
                                "set its max.message.bytes to "
                                        + config.maxMessageBytes()
                                        + " or lower delivery.max-record-bytes"));
    }

    private Optional<Fault> policy(String name, Config settings) {
        boolean compacted = value(settings, "cleanup.policy").contains("compact");
        if (!name.equals(config.topics().cache())) {
            return compacted ? Optional.of(compacted(name)) : Optional.empty();
        }
        if (!compacted) {
            return Optional.of(
                    new Fault(
                            name,
                            true,
                            "is not compacted",
                            "set its cleanup.policy to [compact,delete], or cache.topic: false"));
        }
        long keptMs = number(settings, "retention.ms");
        boolean forgets = value(settings, "cleanup.policy").contains("delete");
        return !forgets || keptMs < 0 || keptMs >= config.cacheRetentionMs()
                ? Optional.empty()
                : Optional.of(
                        new Fault(
                                name,
                                !config.createTopics(),
                                "keeps its records for " + keptMs + " ms only",
                                "set its retention.ms to "
                                        + config.cacheRetentionMs()
                                        + " or lower cache.ttl"));
    }

    /** Of two records with one key, such as the events of a request, one may never be read. */
    private static Fault compacted(String name) {
        return new Fault(
                name,
                true,
                "is compacted, which loses records",
                "set its cleanup.policy to delete");
    }

    private static long number(Config settings, String key) {
        return Long.parseLong(value(settings, key));
    }

    private static String value(Config settings, String key) {
        ConfigEntry entry = settings.get(key);
        return entry == null ? "" : entry.value();
    }
}
