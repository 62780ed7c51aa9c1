package dev.assay;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import ai.djl.ndarray.NDArray;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.assay", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  /** Arithmetic of an NDArray with a Number gives wrong gradients once garbage is collected. */
  @ArchTest
  static final ArchRule tensors_meet_numbers_only_in_kernels =
      noClasses().should().callMethodWhere(isTensorArithmeticWithANumber());

  @ArchTest
  static final ArchRule the_client_knows_nothing_of_training =
      classes()
          .that()
          .resideInAPackage("dev.assay.tracking..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "dev.assay.tracking..",
              "java..",
              "tools.jackson..",
              "com.fasterxml.jackson..",
              "org.slf4j..",
              "org.jspecify..");

  @ArchTest
  static final ArchRule only_model_training_and_the_benchmark_know_the_engine =
      noClasses()
          .that()
          .resideInAnyPackage(
              "dev.assay.tracking..",
              "dev.assay.tokenizer..",
              "dev.assay.corpus..",
              "dev.assay.recipes..",
              "dev.assay.params..",
              "dev.assay.imports..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("ai.djl..");

  private static DescribedPredicate<JavaMethodCall> isTensorArithmeticWithANumber() {
    return DescribedPredicate.describe(
        "an NDArray method with a Number",
        call ->
            call.getTargetOwner().isAssignableTo(NDArray.class)
                && call.getTarget().getRawParameterTypes().stream()
                    .anyMatch(type -> type.isEquivalentTo(Number.class)));
  }
}
