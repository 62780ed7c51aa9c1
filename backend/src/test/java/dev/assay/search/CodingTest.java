package dev.assay.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.assay.search.Coding.Axis;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class CodingTest {

  @Provide
  Arbitrary<Domain> discrete() {
    return Spaces.discrete();
  }

  @Property(tries = 300)
  void cell_of_each_value_lies_around_its_coordinate(@ForAll("discrete") Domain domain) {
    assertThatCellsAreTheValues(domain);
  }

  @Test
  void cells_of_many_whole_numbers_on_a_logarithmic_scale_are_the_values_too() {
    assertThatCellsAreTheValues(new Domain.Int(8, 512, true, 1));
  }

  @Property(tries = 300)
  void what_is_the_same_is_equal_to_the_last_digit(@ForAll("discrete") Domain domain) {
    Coding coding = new Coding(new Space(List.of(new Parameter("a", domain, null)), List.of()));
    for (int i = 0; i < coding.axis(0).cells(); i++) {
      double[] point = coding.point(coding.configuration(new double[] {coding.axis(0).middle(i)}));
      assertThat(point[0]).isEqualTo(coding.axis(0).middle(i));
    }
  }

  private static void assertThatCellsAreTheValues(Domain domain) {
    Axis axis = Axis.of(domain);
    assertThat(axis.cells()).isEqualTo((int) domain.size().orElseThrow());
    for (int i = 0; i < axis.cells(); i++) {
      double u = domain.coordinate(domain.nth(i));
      assertThat(axis.cell(u)).isEqualTo(i);
      assertThat(axis.middle(i)).isCloseTo(u, within(1e-9));
      assertThat(domain.at(axis.middle(i))).isEqualTo(domain.nth(i));
    }
  }
}
