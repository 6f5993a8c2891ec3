package io.omniflow.job.client;

import io.omniflow.job.embedded.EmbeddedBroker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** One broker for all tests that ask for it, which keep apart by the names of their topics. */
public final class SharedBroker implements ParameterResolver {

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == EmbeddedBroker.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(Namespace.create(SharedBroker.class))
                .getOrComputeIfAbsent(Running.class, type -> new Running(), Running.class)
                .broker;
    }

    private static final class Running implements AutoCloseable {

        private final Path directory;

        private final EmbeddedBroker broker;

        Running() {
            try {
                directory = Files.createTempDirectory("omniflow-broker");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            broker = EmbeddedBroker.start(directory, 0);
        }

        @Override
        public void close() throws IOException {
            broker.close();
            try (Stream<Path> files = Files.walk(directory)) {
                files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
            }
        }
    }
}
