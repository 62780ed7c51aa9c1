package dev.assay;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;
import java.util.UUID;

@AnalyzeClasses(packages = "dev.assay", importOptions = ImportOption.DoNotIncludeTests.class)
class ConventionsTest {
  @ArchTest
  static final ArchRule the_backend_knows_no_user_interface =
      noClasses().should().dependOnClassesThat().resideInAPackage("com.vaadin..");

  @ArchTest
  static final ArchRule nobody_asks_the_machine_for_the_time =
      noClasses().should().callMethod(Instant.class, "now").because("a Clock is injected");

  @ArchTest
  static final ArchRule nobody_uses_random_uuids_as_keys =
      noClasses()
          .that(not(resideInAPackage("dev.assay.problem..")))
          .should()
          .callMethod(UUID.class, "randomUUID")
          .because("version 7 keeps indexes dense; see RunId");

  @ArchTest
  static final ArchRule classes_are_named_for_what_they_are =
      noClasses()
          .that(not(resideInAPackage("dev.assay.schema..")))
          .should()
          .haveSimpleNameEndingWith("Manager")
          .orShould()
          .haveSimpleNameEndingWith("Helper")
          .orShould()
          .haveSimpleNameEndingWith("Util")
          .orShould()
          .haveSimpleNameEndingWith("Utils")
          .orShould()
          .haveSimpleNameEndingWith("Impl")
          .orShould()
          .haveSimpleNameEndingWith("Processor");
}
