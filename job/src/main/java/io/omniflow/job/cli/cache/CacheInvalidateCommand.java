package io.omniflow.job.cli.cache;

import io.omniflow.job.cli.control.ControlMixin;
import io.omniflow.v1.CacheEpoch;
import io.omniflow.v1.ControlReply;
import io.omniflow.v1.InvalidateCache;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Has stored outputs not served any more. */
@Command(
        name = "invalidate",
        description = {
            "Has stored results not served any more, wherever they are stored: what was generated"
                    + " until now, or is being generated.",
            "Clusters that are started later from the same cache topic keep to it."
        },
        mixinStandardHelpOptions = true)
final class CacheInvalidateCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @ArgGroup(multiplicity = "1")
    private What what;

    @Mixin private ControlMixin control;

    @Override
    public Integer call() {
        InvalidateCache.Builder invalidation =
                InvalidateCache.newBuilder()
                        .setStage(control.stage())
                        .setScope(what.scope())
                        .setName(what.name());
        return control.askAndPrint(
                ControlMixin.command().setInvalidateCache(invalidation),
                CacheInvalidateCommand::text,
                spec.commandLine().getOut());
    }

    static String text(ControlReply reply) {
        long known = Integer.toUnsignedLong(reply.getInvalidation().getForgotten());
        Instant before = Instant.ofEpochMilli(reply.getInvalidation().getBeforeMs());
        return reply.getStage()
                + ": what was begun before "
                + before
                + " is not served again; "
                + (known == 1 ? "1 stored result was" : known + " stored results were")
                + " known";
    }

    /** Which results are meant: exactly one of these. */
    static final class What {

        @Option(
                names = "--fingerprint",
                converter = FingerprintConverter.class,
                paramLabel = "HASH",
                description = "The result of this fingerprint, as results and their cache tell it.")
        private @Nullable String fingerprint;

        @Option(names = "--model", paramLabel = "NAME", description = "All of this model.")
        private @Nullable String model;

        @Option(
                names = "--tenant",
                paramLabel = "NAME",
                description = "All that were generated for this tenant; '' is the common one.")
        private @Nullable String tenant;

        @Option(names = "--all", description = "All.")
        private boolean all;

        CacheEpoch.Scope scope() {
            if (fingerprint != null) {
                return CacheEpoch.Scope.SCOPE_FINGERPRINT;
            }
            if (model != null) {
                return CacheEpoch.Scope.SCOPE_MODEL;
            }
            return tenant != null ? CacheEpoch.Scope.SCOPE_TENANT : CacheEpoch.Scope.SCOPE_ALL;
        }

        String name() {
            if (fingerprint != null) {
                return fingerprint;
            }
            return model != null ? model : tenant == null ? "" : tenant;
        }
    }
}
