package io.omniflow.job.cli.top;

import io.omniflow.job.cli.connection.ConnectionOptions;
import io.omniflow.job.cli.connection.JobManagerOptions;
import io.omniflow.job.cli.stack.Signals;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.ZoneId;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows what a running job does, each second anew. */
@Command(
        name = "top",
        description = {
            "Shows queues, devices with what they run, cache and deadlines, until Ctrl-C.",
            "Counts and rates may be ten seconds old: the JobManager collects them now and then."
        },
        mixinStandardHelpOptions = true)
public final class TopCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final Duration HURRY = Duration.ofSeconds(3);
    private static final long INTERVAL_MS = 1_000;
    private static final int DEFAULT_ROWS = 24;

    @Spec private CommandSpec spec;

    @Mixin private ConnectionOptions connection;

    @Mixin private JobManagerOptions target;

    @Option(names = "--once", description = "Prints it once, in plain text.")
    private boolean once;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        TopText text = new TopText(ZoneId.systemDefault());
        try (Sampler sampler =
                new Sampler(target.jobManager(), target.job(), connection.connect())) {
            if (once) {
                Snapshot snapshot = sampler.sample(PATIENCE, true);
                try (Screen plain = new Screen(out, 0, 0, false)) {
                    plain.show(text.of(snapshot));
                }
                return snapshot.remarks().isEmpty() ? 0 : 1;
            }
            live(sampler, text, out);
        }
        return 0;
    }

    private static void live(Sampler sampler, TopText text, PrintWriter out) {
        Signals signals = Signals.install();
        boolean terminal = System.console() != null;
        boolean colour = terminal && System.getenv("NO_COLOR") == null;
        int columns = terminal ? Integer.getInteger("omniflow.columns", 80) : 0;
        int rows = Integer.getInteger("omniflow.rows", DEFAULT_ROWS);
        try (Screen screen = new Screen(out, columns, rows, colour)) {
            long left;
            do {
                long start = System.nanoTime();
                screen.show(text.of(sampler.sample(HURRY, false)));
                long tookMs = Duration.ofNanos(System.nanoTime() - start).toMillis();
                left = Math.max(1, INTERVAL_MS - tookMs);
            } while (!signals.await(left));
        }
    }
}
