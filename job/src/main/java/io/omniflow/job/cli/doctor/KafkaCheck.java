package io.omniflow.job.cli.doctor;

import io.omniflow.job.config.KafkaConfig;
import io.omniflow.job.kafka.TopicAudit;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.KafkaException;

/** Whether a broker answers, and has the topics that a deployment needs. */
final class KafkaCheck implements Check {

    private static final String NAME = "kafka";

    private static final String TOPICS = "topics";

    private final KafkaConfig config;

    /** Creates the check of the broker of a deployment. */
    KafkaCheck(KafkaConfig config) {
        this.config = config;
    }

    @Override
    public List<Finding> look() {
        String at = config.bootstrapServers();
        try {
            TopicAudit.Report report = new TopicAudit(config).run();
            List<Finding> findings = new ArrayList<>();
            int nodes = report.nodes();
            findings.add(
                    Finding.ok(NAME, nodes + (nodes == 1 ? " broker at " : " brokers at ") + at));
            report.faults().forEach(fault -> findings.add(finding(fault)));
            if (report.faults().isEmpty()) {
                findings.add(Finding.ok(TOPICS, "are there, as the deployment needs them"));
            }
            return findings;
        } catch (KafkaException e) {
            return List.of(
                    Finding.fail(
                            NAME,
                            "no broker answers at " + at + ": " + Causes.innermost(e),
                            "start one with './omniflow up' or 'deploy/local/cluster up', or name"
                                    + " another with --bootstrap-servers"));
        }
    }

    private static Finding finding(TopicAudit.Fault fault) {
        String text = fault.topic() + " " + fault.text();
        return fault.fatal()
                ? Finding.fail(TOPICS, text, fault.advice())
                : Finding.warn(TOPICS, text, fault.advice());
    }
}
