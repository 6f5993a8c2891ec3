package io.omniflow.job;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.apache.flink.metrics.MetricGroup;

/** States which module may use which, and which libraries each may know. */
@AnalyzeClasses(packages = "io.omniflow", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule modulesDependInOneDirection =
            layeredArchitecture()
                    .consideringOnlyDependenciesInLayers()
                    .withOptionalLayers(true)
                    .layer("schemas")
                    .definedBy("io.omniflow.schemas..", "io.omniflow.v1..")
                    .layer("core")
                    .definedBy("io.omniflow.core..")
                    .layer("registry")
                    .definedBy("io.omniflow.registry..")
                    .layer("engine")
                    .definedBy("io.omniflow.engine..")
                    .layer("worker")
                    .definedBy("io.omniflow.worker..")
                    .layer("executor")
                    .definedBy("io.omniflow.executor..")
                    .layer("job")
                    .definedBy("io.omniflow.job..")
                    .whereLayer("schemas")
                    .mayOnlyBeAccessedByLayers("executor", "job")
                    .whereLayer("core")
                    .mayOnlyBeAccessedByLayers("engine", "worker", "executor", "job")
                    .whereLayer("registry")
                    .mayOnlyBeAccessedByLayers("engine", "worker", "executor", "job")
                    .whereLayer("engine")
                    .mayOnlyBeAccessedByLayers("worker", "executor", "job")
                    .whereLayer("worker")
                    .mayOnlyBeAccessedByLayers("executor", "job")
                    .whereLayer("executor")
                    .mayOnlyBeAccessedByLayers("job")
                    .whereLayer("job")
                    .mayNotBeAccessedByAnyLayer();

    @ArchTest
    static final ArchRule onlyTheModelModulesKnowDjl =
            noClasses()
                    .that()
                    .resideOutsideOfPackages(
                            "io.omniflow.registry..",
                            "io.omniflow.engine..",
                            "io.omniflow.worker..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("ai.djl..")
                    .allowEmptyShould(true);

    @ArchTest
    static final ArchRule onlyExecutorAndJobKnowFlink =
            noClasses()
                    .that()
                    .resideOutsideOfPackages("io.omniflow.executor..", "io.omniflow.job..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("org.apache.flink..")
                    .allowEmptyShould(true);

    @ArchTest
    static final ArchRule onlyJobKnowsKafkaAndTheCommandLine =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("io.omniflow.job..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "org.apache.kafka..",
                            "kafka..",
                            "org.apache.flink.connector.kafka..",
                            "picocli..",
                            "me.tongfei..")
                    .allowEmptyShould(true);

    @ArchTest
    static final ArchRule theRegistryKnowsOnlyTheJdkAndDjl =
            noClasses()
                    .that()
                    .resideInAPackage("io.omniflow.registry..")
                    .should()
                    .dependOnClassesThat()
                    .resideOutsideOfPackages(
                            "io.omniflow.registry..",
                            "java..",
                            "javax..",
                            "ai.djl..",
                            "org.slf4j..")
                    .allowEmptyShould(true);

    @ArchTest
    static final ArchRule everyMetricIsDeclared =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("io.omniflow.executor.metrics..")
                    .should()
                    .callMethodWhere(target(owner(assignableTo(MetricGroup.class))))
                    .because("OmniMetric declares every metric and OmniMetrics registers it");

    @ArchTest
    static final ArchRule packagesFormNoCycles =
            slices().matching("io.omniflow.(*)..").should().beFreeOfCycles().allowEmptyShould(true);
}
