package io.omniflow.job.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeploymentChecksTest {

    private static final Path SHIPPED = Path.of("../deploy/omniflow.yaml");

    @TempDir private Path directory;

    @Test
    void theShippedDeploymentIsValidAndItsBundleHasWeights() {
        DeploymentCheck check = DeploymentCheck.of(SHIPPED, Map.of());

        assertThat(check.look().get(0).level()).isEqualTo(Level.OK);
        assertThat(check.look().get(0).text()).endsWith("serves shapes");
        BundlesCheck bundles = bundles(check);
        assertThat(bundles.look()).hasSize(1);
        assertThat(bundles.look().get(0).text()).contains("shapes in ").contains("MiB");
        assertThat(bundles.weightBytes()).isGreaterThan(1 << 20);
    }

    @Test
    void twoStagesOfOneBundleShareItsWeights() {
        DeploymentCheck check =
                DeploymentCheck.of(SHIPPED, Map.of("stages.again.bundle", "models/shapes"));

        assertThat(bundles(check).look()).hasSize(2);
        assertThat(bundles(check).weightBytes())
                .isEqualTo(bundles(DeploymentCheck.of(SHIPPED, Map.of())).weightBytes());
    }

    @Test
    void anInvalidFileIsAFailureThatNamesTheKey() {
        DeploymentCheck check =
                DeploymentCheck.of(SHIPPED, Map.of("stages.shapes.paralelism", "2"));

        assertThat(check.deployment()).isEmpty();
        assertThat(check.look())
                .singleElement()
                .satisfies(
                        finding -> {
                            assertThat(finding.level()).isEqualTo(Level.FAIL);
                            assertThat(finding.text()).contains("stages.shapes.paralelism");
                            assertThat(finding.advice()).contains("correct ");
                        });
    }

    @Test
    void aBundleThatIsCutOffIsAFailureThatNamesTheFile() throws IOException {
        Path source = Path.of("../deploy/models/shapes");
        Path bundle = directory.resolve("shapes");
        for (Path file : files(source)) {
            Path copy = bundle.resolve(source.relativize(file));
            Files.createDirectories(copy.getParent());
            Files.copy(file, copy);
        }
        Files.delete(bundle.resolve("scheduler/scheduler_config.json"));

        DeploymentCheck check =
                DeploymentCheck.of(SHIPPED, Map.of("stages.shapes.bundle", bundle.toString()));

        assertThat(check.look().get(0).level()).isEqualTo(Level.FAIL);
        assertThat(check.look().get(0).text()).contains("scheduler_config.json");
    }

    @Test
    void aBundleWithoutWeightsIsAFailure() throws IOException {
        Path source = Path.of("../deploy/models/shapes");
        Path bundle = directory.resolve("shapes");
        for (Path file : files(source)) {
            if (!file.toString().endsWith(".safetensors")) {
                Path copy = bundle.resolve(source.relativize(file));
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
        DeploymentCheck check =
                DeploymentCheck.of(SHIPPED, Map.of("stages.shapes.bundle", bundle.toString()));

        Finding finding =
                check.deployment().isPresent() ? bundles(check).look().get(0) : check.look().get(0);

        assertThat(finding.level()).isEqualTo(Level.FAIL);
    }

    private static BundlesCheck bundles(DeploymentCheck check) {
        return new BundlesCheck(check.deployment().orElseThrow().omni().stages());
    }

    private static List<Path> files(Path root) throws IOException {
        try (var tree = Files.walk(root)) {
            return tree.filter(Files::isRegularFile).toList();
        }
    }
}
