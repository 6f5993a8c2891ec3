package io.omniflow.job.cli.cache;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The cache across generations. */
@Command(
        name = "cache",
        description = "Tells what the cache across generations did, empties it, and carries it.",
        mixinStandardHelpOptions = true,
        subcommands = {
            CacheStatsCommand.class,
            CacheInvalidateCommand.class,
            CacheExportCommand.class,
            CacheWarmCommand.class
        })
public final class CacheCommand implements Runnable {

    @Spec private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "say 'cache stats', 'cache invalidate', 'cache export' or 'cache warm'");
    }
}
