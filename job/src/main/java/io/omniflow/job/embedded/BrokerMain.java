package io.omniflow.job.embedded;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** Runs the broker in a process of its own, until that is ended. */
public final class BrokerMain {

    private BrokerMain() {}

    /** Starts a broker on the directory and the port of the two arguments. */
    public static void main(String[] args) throws InterruptedException {
        if (args.length != 2) {
            System.err.println("usage: BrokerMain DIRECTORY PORT");
            System.exit(2);
        }
        try {
            EmbeddedBroker broker =
                    EmbeddedBroker.start(Path.of(args[0]), Integer.parseInt(args[1]));
            Runtime.getRuntime().addShutdownHook(new Thread(broker::close, "stop-broker"));
            System.out.println("Kafka listens at " + broker.bootstrapServers());
        } catch (EmbeddedException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
        new CountDownLatch(1).await();
    }
}
