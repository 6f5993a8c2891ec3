package io.omniflow.job.client;

import io.omniflow.job.config.KafkaConfig;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;

/** Finds out in time whether there is a job's broker to speak to. */
final class BrokerCheck {

    private BrokerCheck() {}

    /** Fails with what to do if no broker answers or the job's topics are not there. */
    static void run(ClientOptions options) {
        try (Admin admin = Admin.create(options.admin())) {
            check(options, admin.listTopics().names().get());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClientException("interrupted while connecting", e);
        } catch (ExecutionException | KafkaException e) {
            if (isMalformed(e)) {
                throw new ClientException(
                        "brokers must be HOST:PORT, several separated by commas, not '"
                                + options.kafka().bootstrapServers()
                                + "'",
                        e);
            }
            throw new ClientException(
                    "no Kafka broker answers at "
                            + options.kafka().bootstrapServers()
                            + ": start one with './omniflow up' or name another with"
                            + " --bootstrap-servers",
                    e);
        }
    }

    /** Kafka's client refuses such addresses, and those without one that it can resolve. */
    private static boolean isMalformed(Exception e) {
        return e.getCause() instanceof ConfigException refused
                && String.valueOf(refused.getMessage()).startsWith("Invalid ");
    }

    private static void check(ClientOptions options, Set<String> present) {
        KafkaConfig.Topics topics = options.topics();
        List<String> used =
                List.of(topics.requests(), topics.control(), topics.events(), topics.results());
        if (!present.containsAll(used)) {
            throw new ClientException(
                    "the broker at "
                            + options.kafka().bootstrapServers()
                            + " has no Omniflow topics: start a job");
        }
    }
}
