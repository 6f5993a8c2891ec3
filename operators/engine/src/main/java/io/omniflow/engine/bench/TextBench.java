package io.omniflow.engine.bench;

import ai.djl.pytorch.jni.JniUtils;
import com.google.gson.JsonObject;
import io.omniflow.engine.bundle.ConfigFile;
import io.omniflow.engine.llm.decoder.DecoderConfig;
import io.omniflow.engine.runtime.PyTorch;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Measures passes of a language model and of a random one of 110 million parameters: prompts,
 * tokens of batches, and how much sooner the first token comes where the beginning of a prompt is
 * known. On one thread of the CPU, in float32; times are those of the thread's processor clock,
 * medians of rounds.
 */
public final class TextBench {

    private static final List<Integer> CONTEXTS = List.of(128, 512);
    private static final List<Integer> BATCHES = List.of(1, 4, 8, 16);
    private static final int SHARED = 512;
    private static final int SUFFIX = 32;

    /** For so long passes run before they are measured: a JVM and its scripts become faster. */
    private static final long WARM_UP_MS = 1_000;

    private final int rounds;
    private final PrintStream out;
    private final TextPasses passes;
    private final @Nullable PythonTwin twin;
    private final String prefix;
    private final JsonObject json;

    private TextBench(
            int rounds,
            PrintStream out,
            TextPasses passes,
            @Nullable PythonTwin twin,
            String prefix,
            JsonObject json) {
        this.rounds = rounds;
        this.out = out;
        this.passes = passes;
        this.twin = twin;
        this.prefix = prefix;
        this.json = json;
    }

    /**
     * Measures; takes some minutes.
     *
     * @param model a transformers directory that is measured besides; its keys begin with {@code
     *     shipped_}
     * @param python interpreter that has torch and transformers, to measure the same passes there,
     *     in turns; null for none
     * @param script what it runs
     * @param rounds how often each pass is repeated
     * @param out where the table goes
     * @return the result as one line of JSON
     */
    public static String run(
            Path model, @Nullable Path python, Path script, int rounds, PrintStream out) {
        PyTorch.enter();
        JniUtils.setNumThreads(1);
        JsonObject json = new JsonObject();
        try (RandomLlama llama = RandomLlama.write();
                PythonTwin twin = python == null ? null : PythonTwin.start(python, script)) {
            if (twin != null) {
                out.println(twin.versions());
            }
            double bandwidth = TextPasses.bandwidth(rounds);
            json.addProperty("read_gb_per_s", ModelFigures.rounded(bandwidth / 1e9));
            out.printf(Locale.ROOT, "reading memory: %.1f GB/s%n", bandwidth / 1e9);
            measure(model, "shipped_", bandwidth, twin, rounds, out, json);
            measure(llama.path(), "", bandwidth, twin, rounds, out, json);
        }
        return json.toString();
    }

    private static void measure(
            Path model,
            String prefix,
            double bandwidth,
            @Nullable PythonTwin twin,
            int rounds,
            PrintStream out,
            JsonObject json) {
        DecoderConfig config = DecoderConfig.read(ConfigFile.read(model.resolve("config.json")));
        out.printf(
                Locale.ROOT,
                "%n%s, %.1f million parameters%n",
                model.getFileName(),
                config.parameters() / 1e6);
        try (TextPasses passes = TextPasses.load(model, config.tokenBytes(), SHARED + SUFFIX)) {
            if (twin != null) {
                twin.ask("load", model.toString());
            }
            new TextBench(rounds, out, passes, twin, prefix, json).measure(bandwidth);
        }
    }

    private void measure(double bandwidth) {
        for (int context : CONTEXTS) {
            prefill(context);
            double alone = 0;
            for (int batch : BATCHES) {
                double rate = decode(batch, context, bandwidth);
                alone = batch == 1 ? rate : alone;
                if (batch == 8) {
                    put("batch8_speedup", context, rate / alone);
                }
            }
        }
        prefix();
    }

    private void prefill(int context) {
        Stopwatch own = new Stopwatch();
        Stopwatch[] others = {new Stopwatch()};
        warmUp(() -> passes.compute(0, context));
        ask(others[0], "prefill", "" + context);
        others[0].reset();
        for (int i = 0; i < rounds; i++) {
            own.time(() -> passes.compute(0, context));
            ask(others[0], "prefill", "" + context);
        }
        double rate = context / own.cpu() * 1e3;
        out.printf(Locale.ROOT, "prompt of %d: %.0f tokens/s", context, rate);
        put("prefill_tokens_per_s", context, rate);
        compare("prefill_vs_transformers", context, own, others[0], "dynamic");
        out.println();
    }

    private double decode(int batch, int context, double bandwidth) {
        Stopwatch own = new Stopwatch();
        Stopwatch growing = new Stopwatch();
        Stopwatch fixed = new Stopwatch();
        passes.fill(batch, context);
        if (twin != null) {
            twin.ask("fill", "dynamic", "" + batch, "" + context);
            twin.ask("fill", "static", "" + batch, "" + context);
        }
        warmUp(() -> passes.decode(batch, context));
        for (int i = 0; i <= rounds; i++) {
            own.time(() -> passes.decode(batch, context));
            ask(growing, "decode", "dynamic");
            ask(fixed, "decode", "static");
            if (i == 0) {
                own.reset();
                growing.reset();
                fixed.reset();
            }
        }
        double rate = batch / own.cpu() * 1e3;
        double roof = batch / passes.stepBytes(batch, context) * bandwidth;
        out.printf(
                Locale.ROOT,
                "context %d, batch %d: %.1f tokens/s, roofline %.1f",
                context,
                batch,
                rate,
                roof);
        put("decode_tokens_per_s_b" + batch, context, rate);
        put("roofline_tokens_per_s_b" + batch, context, roof);
        compare("decode_vs_dynamic_b" + batch, context, own, growing, "dynamic");
        compare("decode_vs_static_b" + batch, context, own, fixed, "static");
        out.println();
        return rate;
    }

    private void prefix() {
        Stopwatch whole = new Stopwatch();
        Stopwatch rest = new Stopwatch();
        for (int i = 0; i < rounds; i++) {
            whole.time(() -> passes.compute(0, SHARED + SUFFIX));
            rest.time(() -> passes.compute(SHARED, SHARED + SUFFIX));
        }
        double speedup = whole.cpu() / rest.cpu();
        out.printf(
                Locale.ROOT,
                "first token after %d + %d: %.1f ms, with the prefix known %.1f ms%n",
                SHARED,
                SUFFIX,
                whole.cpu(),
                rest.cpu());
        put("prefix_ttft_speedup", CONTEXTS.get(0), speedup);
    }

    private static void warmUp(Runnable pass) {
        long end = System.nanoTime() + WARM_UP_MS * 1_000_000;
        do {
            pass.run();
        } while (System.nanoTime() < end);
    }

    private void ask(Stopwatch watch, String... words) {
        if (twin != null) {
            watch.add(Double.parseDouble(twin.ask(words)));
        }
    }

    /** The keys without a context are those of the first. */
    private void put(String key, int context, double value) {
        String suffix = context == CONTEXTS.get(0) ? "" : "_c" + context;
        json.addProperty(prefix + key + suffix, ModelFigures.rounded(value));
    }

    private void compare(String key, int context, Stopwatch own, Stopwatch other, String cache) {
        if (twin != null) {
            double ratio = other.cpu() / own.cpu();
            out.printf(Locale.ROOT, ", %.2f x transformers (%s cache)", ratio, cache);
            put(key, context, ratio);
        }
    }
}
