package dev.assay;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;

import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModules;

class ModularityTest {
  @Test
  void features_use_only_what_they_declare() {
    // the generated classes of the schema belong to everybody who has a table
    ApplicationModules.of(Assay.class, resideInAPackage("dev.assay.schema..")).verify();
  }
}
