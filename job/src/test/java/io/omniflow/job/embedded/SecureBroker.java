package io.omniflow.job.embedded;

import io.omniflow.job.client.TestingCertificate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** A broker with a second port that takes nobody without TLS and a password. */
public final class SecureBroker implements AutoCloseable {

    private static final String LOGIN =
            "org.apache.kafka.common.security.plain.PlainLoginModule required ";

    private final EmbeddedBroker broker;

    private final int port;

    private final Map<String, String> client;

    private SecureBroker(EmbeddedBroker broker, int port, Map<String, String> client) {
        this.broker = broker;
        this.port = port;
        this.client = client;
    }

    /** Starts a broker with its data and certificate in a directory. */
    public static SecureBroker start(Path directory) throws IOException {
        TestingCertificate certificate = TestingCertificate.create(directory, "broker");
        int open = Ports.free();
        int secure = Ports.free();
        EmbeddedBroker broker =
                EmbeddedBroker.start(
                        directory.resolve("kafka"), open, settings(open, secure, certificate));
        Map<String, String> client =
                Map.of(
                        "security.protocol", "SASL_SSL",
                        "sasl.mechanism", "PLAIN",
                        "sasl.jaas.config", LOGIN + "username=\"ann\" password=\"ann's secret\";",
                        "ssl.truststore.type", "PEM",
                        "ssl.truststore.certificates", certificate.certificate());
        return new SecureBroker(broker, secure, client);
    }

    private static Map<String, String> settings(
            int open, int secure, TestingCertificate certificate) throws IOException {
        String advertised = "PLAINTEXT://127.0.0.1:" + open + ",SASL_SSL://127.0.0.1:" + secure;
        String controller = EmbeddedBroker.CONTROLLER + "://127.0.0.1:" + Ports.free();
        Map<String, String> settings = new HashMap<>();
        settings.put("listeners", advertised + "," + controller);
        settings.put("advertised.listeners", advertised);
        settings.put("controller.quorum.voters", BrokerSettings.NODE + "@" + address(controller));
        settings.put(
                "listener.security.protocol.map",
                "PLAINTEXT:PLAINTEXT,SASL_SSL:SASL_SSL,"
                        + EmbeddedBroker.CONTROLLER
                        + ":PLAINTEXT");
        settings.put("sasl.enabled.mechanisms", "PLAIN");
        settings.put(
                "listener.name.sasl_ssl.plain.sasl.jaas.config",
                LOGIN + "user_ann=\"ann's secret\";");
        settings.put("ssl.keystore.type", "PEM");
        settings.put("ssl.keystore.key", certificate.key());
        settings.put("ssl.keystore.certificate.chain", certificate.certificate());
        return settings;
    }

    private static String address(String listener) {
        return listener.substring(listener.indexOf("://") + 3);
    }

    /** Returns where everybody may connect. */
    public String open() {
        return broker.bootstrapServers();
    }

    /** Returns where only those with {@link #client} may connect. */
    public String secure() {
        return "127.0.0.1:" + port;
    }

    /** Returns the properties that a client needs. */
    public Map<String, String> client() {
        return client;
    }

    @Override
    public void close() {
        broker.close();
    }
}
