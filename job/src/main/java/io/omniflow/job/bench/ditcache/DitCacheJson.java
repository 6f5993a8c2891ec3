package io.omniflow.job.bench.ditcache;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Figures as JSON: three decimals, and null for what was not measured. */
final class DitCacheJson {

    private DitCacheJson() {}

    static Map<String, @Nullable Object> of(DitCacheFigures all) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        Savings savings = all.savings();
        WayRun last = all.last();
        LookupFigures lookups = all.lookups();
        json.put("device_time_saved_exact_pct", round(savings.exactPct()));
        json.put("device_time_saved_approximate_pct", round(savings.approximatePct()));
        json.put("exact_share_of_ceiling", round(savings.exactShare()));
        json.put("swaps_served", Savings.swapsServed(last));
        json.put("checker_drop_points", round(all.quality().drop()));
        json.put("exact_hit_speedup", round(all.latency().speedup()));
        json.put("lookup_p99_ms", lookups == null ? null : round(lookups.atMs(0.99)));
        json.put("hits_exact", last.count(Served::isExact));
        json.put("hits_approximate", last.count(Served::isApproximate));
        json.put("misses", last.count(Served::isMiss));
        json.put("requests", last.served().size());
        json.put("swaps_asked", Savings.swapsAsked(last));
        json.put("strangers_served", Savings.strangersServed(last));
        json.put("hits_exact_alone", all.runs().get(1).count(Served::isExact));
        json.put("hits_equal", Savings.hitsAreEqual(last));
        json.put("loop_time_saved_exact_pct", round(savings.exactLoopPct()));
        json.put("loop_time_saved_approximate_pct", round(savings.approximateLoopPct()));
        json.put("approximate_share_of_ceiling", round(savings.approximateShare()));
        json.put("exact_hit_speedup_queued", round(all.latency().queuedSpeedup()));
        json.put("exact_hit_ms", round(HitLatency.median(all.latency().hitMs())));
        json.put("exact_hit_ms_queued", round(HitLatency.median(all.latency().queuedHitMs())));
        json.put("generation_ms", round(HitLatency.median(all.latency().generationMs())));
        json.put("diversity", round(all.quality().diversity()));
        json.put("diversity_in_full", round(all.quality().diversityInFull()));
        json.put("state_bytes", round(last.stateBytes()));
        if (lookups != null) {
            json.put("lookups_per_s", round(lookups.perS()));
            json.put("lookup_p50_ms", round(lookups.atMs(0.5)));
            json.put("lookup_p999_ms", round(lookups.atMs(0.999)));
            json.put("lookup_entries", lookups.entries());
            json.put("checkpoint_median_ms", round(lookups.checkpointMedianMs()));
            json.put("checkpoint_max_ms", round(lookups.checkpointMostMs()));
        }
        return json;
    }

    private static @Nullable Double round(double value) {
        return Double.isFinite(value) ? Math.rint(value * 1000) / 1000 : null;
    }
}
