package io.omniflow.local;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import org.apache.flink.configuration.ConfigOption;

/** The options that Flink has, found in the jars of this build. */
final class FlinkOptions {

    private FlinkOptions() {}

    /** Returns the options by their keys. */
    static Map<String, ConfigOption<?>> known() throws Exception {
        Map<String, ConfigOption<?>> options = new HashMap<>();
        for (String anchor :
                List.of(
                        "org.apache.flink.configuration.CoreOptions",
                        "org.apache.flink.state.rocksdb.RocksDBOptions",
                        "org.apache.flink.runtime.entrypoint.ClusterEntrypoint")) {
            addOptions(options, jarOf(Class.forName(anchor)));
        }
        return options;
    }

    private static Path jarOf(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    private static void addOptions(Map<String, ConfigOption<?>> options, Path jar)
            throws IOException {
        try (JarFile entries = new JarFile(jar.toFile())) {
            entries.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> name.endsWith("Options.class"))
                    .map(name -> name.replace('/', '.').replaceAll("\\.class$", ""))
                    .forEach(name -> addOptions(options, name));
        }
    }

    private static void addOptions(Map<String, ConfigOption<?>> options, String className) {
        try {
            for (Field field : Class.forName(className).getFields()) {
                if (Modifier.isStatic(field.getModifiers())
                        && ConfigOption.class.isAssignableFrom(field.getType())) {
                    ConfigOption<?> option = (ConfigOption<?>) field.get(null);
                    options.put(option.key(), option);
                }
            }
        } catch (ReflectiveOperationException | LinkageError e) {
            // Options of things that are not on the class path are not for us.
        }
    }
}
