package dev.assay.ui;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAnnotation;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.vaadin.flow.component.dependency.CssImport;
import com.vaadin.flow.component.dependency.JavaScript;
import com.vaadin.flow.component.dependency.JsModule;
import com.vaadin.flow.component.dependency.NpmPackage;
import com.vaadin.flow.component.dependency.StyleSheet;
import com.vaadin.flow.router.Route;
import com.vaadin.flow.theme.Theme;
import java.util.Arrays;

@AnalyzeClasses(packages = "dev.assay.ui", importOptions = ArchitectureTest.WithoutTests.class)
class ArchitectureTest {
  /**
   * ArchUnit's own knows the usual folder of test classes only, not that of the end-to-end tests.
   */
  static final class WithoutTests implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return location.contains("/target/classes/");
    }
  }

  private static final String OWN_FILE = "context://";

  @ArchTest
  static final ArchRule views_reach_data_only_through_the_features =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.jooq..", "dev.assay.schema..", "java.net.http..", "java.sql..");

  @ArchTest
  static final ArchRule nothing_needs_node_to_be_built =
      noClasses()
          .should()
          .beAnnotatedWith(NpmPackage.class)
          .orShould()
          .beAnnotatedWith(CssImport.class)
          .orShould()
          .beAnnotatedWith(Theme.class)
          .orShould()
          .beAnnotatedWith(JavaScript.class);

  @ArchTest
  static final ArchRule scripts_are_served_as_they_are =
      noClasses()
          .should()
          .beAnnotatedWith(with(JsModule.class, JsModule.Container.class, OWN_FILE));

  @ArchTest
  static final ArchRule styles_are_served_as_they_are =
      noClasses()
          .should()
          .beAnnotatedWith(with(StyleSheet.class, StyleSheet.Container.class, OWN_FILE, "lumo/"));

  @ArchTest
  static final ArchRule views_are_known_by_their_route_only =
      classes().that().areAnnotatedWith(Route.class).should().bePackagePrivate();

  @ArchTest
  static final ArchRule names_say_what_a_class_is =
      noClasses()
          .should()
          .haveSimpleNameEndingWith("Manager")
          .orShould()
          .haveSimpleNameEndingWith("Helper")
          .orShould()
          .haveSimpleNameEndingWith("Util")
          .orShould()
          .haveSimpleNameEndingWith("Impl");

  /** An annotation, alone or repeated, with a value that begins with none of the allowed texts. */
  private static DescribedPredicate<JavaAnnotation<?>> with(
      Class<?> one, Class<?> many, String... allowed) {
    return DescribedPredicate.describe(
        "@" + one.getSimpleName() + " of anything but " + Arrays.toString(allowed),
        annotation -> {
          if (annotation.getRawType().isEquivalentTo(many)) {
            JavaAnnotation<?>[] all = (JavaAnnotation<?>[]) annotation.get("value").orElseThrow();
            return Arrays.stream(all).anyMatch(a -> isForeign(a, allowed));
          }
          return annotation.getRawType().isEquivalentTo(one) && isForeign(annotation, allowed);
        });
  }

  private static boolean isForeign(JavaAnnotation<?> annotation, String... allowed) {
    String file = String.valueOf(annotation.get("value").orElse(""));
    return Arrays.stream(allowed).noneMatch(file::startsWith);
  }
}
