package io.omniflow.job.bench.ditcache;

import io.omniflow.job.bench.Quantiles;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The figures for people, as tables in Markdown. */
final class DitCacheTable {

    private static final String NOTHING = "-";
    private static final double BYTES_A_MIB = 1 << 20;

    private final DitCacheFigures all;
    private final StringBuilder text = new StringBuilder();

    DitCacheTable(DitCacheFigures all) {
        this.all = all;
    }

    String text() {
        text.append(all.workload().about()).append("\n\n");
        ways();
        savings();
        latencies();
        rest();
        return text.toString().stripTrailing();
    }

    private void ways() {
        header(
                "way",
                "exact",
                "approximate",
                "misses",
                "steps",
                "loop s",
                "wall s",
                "checker %",
                "state MiB");
        for (WayRun run : all.runs()) {
            row(
                    run.way().title(),
                    Long.toString(run.count(Served::isExact)),
                    Long.toString(run.count(Served::isApproximate)),
                    Long.toString(run.count(Served::isMiss)),
                    Long.toString(run.stepsTaken()),
                    number("%.1f", run.loopMs() / 1_000),
                    number("%.1f", run.seconds()),
                    number("%.1f", all.quality().scores().get(run.way())),
                    number("%.1f", run.stateBytes() / BYTES_A_MIB));
        }
        text.append('\n');
    }

    private void savings() {
        Savings savings = all.savings();
        header("device time spared by", "steps %", "loop %", "ceiling %", "share of it");
        row(
                "exact hits",
                number("%.2f", savings.exactPct()),
                number("%.2f", savings.exactLoopPct()),
                number("%.2f", savings.ceiling().exactPct()),
                number("%.3f", savings.exactShare()));
        row(
                "approximate hits besides",
                number("%.2f", savings.approximatePct()),
                number("%.2f", savings.approximateLoopPct()),
                number("%.2f", savings.ceiling().nearPct(savings.mostStepsShare())),
                number("%.3f", savings.approximateShare()));
        text.append('\n');
    }

    private void latencies() {
        HitLatency latency = all.latency();
        header("latency, ms", "median", "p95");
        for (WayRun run : all.runs()) {
            during(run, "misses", Served::isMiss);
            during(run, "approximate hits", Served::isApproximate);
            during(run, "exact hits", Served::isExact);
        }
        latency("a generation alone", latency.generationMs());
        latency("an exact hit, nothing else asked", latency.hitMs());
        latency("generations in a full queue", latency.queuedMs());
        latency("an exact hit beside a full queue", latency.queuedHitMs());
        text.append('\n');
    }

    private void during(WayRun run, String what, Predicate<Served> wanted) {
        List<Double> ms = run.served().stream().filter(wanted).map(Served::latencyMs).toList();
        if (!ms.isEmpty()) {
            latency(run.way().title() + ": " + what, ms);
        }
    }

    private void latency(String what, List<Double> ms) {
        Quantiles quantiles = new Quantiles(ms);
        row(what, number("%.1f", quantiles.at(0.5)), number("%.1f", quantiles.at(0.95)));
    }

    private void rest() {
        Quality quality = all.quality();
        WayRun last = all.last();
        header("", "");
        row(
                "an exact hit is sooner than a generation, times",
                number("%.0f", all.latency().speedup()));
        row("the same beside a full queue", number("%.0f", all.latency().queuedSpeedup()));
        row(
                "same-seed hits equal to the byte",
                Savings.hitsAreEqual(last) ? "all (PSNR infinite)" : "NO");
        row(
                "attribute swaps served",
                Savings.swapsServed(last) + " of " + Savings.swapsAsked(last));
        row("neighbours of another scene", Long.toString(Savings.strangersServed(last)));
        row("checker, points below no cache", number("%.2f", quality.drop()));
        row("checker %, started from neighbours", number("%.1f", quality.near()));
        row("checker %, the same requests in full", number("%.1f", quality.nearInFull()));
        row("distance of seeds, started from neighbours", number("%.1f", quality.diversity()));
        row("distance of seeds, the same in full", number("%.1f", quality.diversityInFull()));
        LookupFigures lookups = all.lookups();
        if (lookups != null) {
            row(
                    "look-ups a second, of " + lookups.entries() + " entries",
                    number("%.0f", lookups.perS()));
            row(
                    "their p50 / p99 / p99.9, ms",
                    List.of(0.5, 0.99, 0.999).stream()
                            .map(share -> number("%.2f", lookups.atMs(share)))
                            .collect(Collectors.joining(" / ")));
            row(
                    "checkpoints meanwhile, median / longest, ms",
                    number("%.0f", lookups.checkpointMedianMs())
                            + " / "
                            + number("%.0f", lookups.checkpointMostMs()));
        }
    }

    private void header(String... cells) {
        row(cells);
        text.append("|---".repeat(cells.length)).append("|\n");
    }

    private void row(String... cells) {
        text.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }

    private static String number(String format, double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, format, value) : NOTHING;
    }
}
