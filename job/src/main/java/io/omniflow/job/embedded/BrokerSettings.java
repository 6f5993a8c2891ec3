package io.omniflow.job.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** The settings of a broker that is alone and has little memory. */
final class BrokerSettings {

    static final int NODE = 1;

    private BrokerSettings() {}

    static Map<String, String> of(Path directory, int port, int controllerPort) {
        Map<String, String> settings = new HashMap<>();
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", Integer.toString(NODE));
        settings.put("log.dirs", directory.toString());
        listeners(settings, port, controllerPort);
        alone(settings);
        settings.put("auto.create.topics.enable", "false");
        settings.put("transaction.max.timeout.ms", Long.toString(Duration.ofDays(7).toMillis()));
        settings.put("log.cleaner.dedupe.buffer.size", "2097152");
        settings.put("log.cleaner.threads", "1");
        settings.put("num.network.threads", "2");
        settings.put("num.io.threads", "2");
        settings.put("broker.session.timeout.ms", "6000");
        return settings;
    }

    private static void listeners(Map<String, String> settings, int port, int controllerPort) {
        String broker = "PLAINTEXT://" + Ports.LOOPBACK + ":" + port;
        String controller = Ports.LOOPBACK + ":" + controllerPort;
        settings.put("listeners", broker + "," + EmbeddedBroker.CONTROLLER + "://" + controller);
        settings.put("advertised.listeners", broker);
        settings.put("controller.listener.names", EmbeddedBroker.CONTROLLER);
        settings.put(
                "listener.security.protocol.map",
                "PLAINTEXT:PLAINTEXT," + EmbeddedBroker.CONTROLLER + ":PLAINTEXT");
        settings.put("controller.quorum.voters", NODE + "@" + controller);
    }

    /** The internal topics have one replica and few partitions, and groups need not gather. */
    private static void alone(Map<String, String> settings) {
        settings.put("offsets.topic.replication.factor", "1");
        settings.put("offsets.topic.num.partitions", "1");
        settings.put("transaction.state.log.replication.factor", "1");
        settings.put("transaction.state.log.min.isr", "1");
        settings.put("transaction.state.log.num.partitions", "1");
        settings.put("share.coordinator.state.topic.replication.factor", "1");
        settings.put("share.coordinator.state.topic.min.isr", "1");
        settings.put("share.coordinator.state.topic.num.partitions", "1");
        settings.put("group.initial.rebalance.delay.ms", "0");
    }
}
