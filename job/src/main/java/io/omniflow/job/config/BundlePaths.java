package io.omniflow.job.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Finds bundles: relative paths start at the deployment file, or else at OMNIFLOW_HOME. */
final class BundlePaths {

    private final List<Path> roots = new ArrayList<>();

    BundlePaths(Path file, Map<String, String> environment) {
        roots.add(file.toAbsolutePath().normalize().getParent());
        String home = environment.getOrDefault("OMNIFLOW_HOME", "");
        if (!home.isBlank()) {
            roots.add(Path.of(home).toAbsolutePath().normalize());
        }
    }

    /** Returns the bundle's absolute path, refusing one that is not there. */
    Path resolve(Setting<String> setting, String bundle) {
        return roots.stream()
                .map(root -> root.resolve(bundle).normalize())
                .filter(Files::isDirectory)
                .findFirst()
                .orElseThrow(
                        () ->
                                Setting.invalid(
                                        setting.option().key()
                                                + " must be "
                                                + setting.form()
                                                + ", but there is none at '"
                                                + bundle
                                                + "' seen from "
                                                + roots));
    }
}
