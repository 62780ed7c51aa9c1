package dev.assay.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.assay.problem.Problem;
import dev.assay.problem.Problem.Violation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class DomainTest {
  @Provide
  Arbitrary<Domain> discrete() {
    return Spaces.discrete();
  }

  @Provide
  Arbitrary<Domain> continuous() {
    return Spaces.continuous();
  }

  @Property(tries = 500)
  void each_discrete_value_is_at_the_middle_of_its_cell(@ForAll("discrete") Domain domain) {
    double before = -1;
    for (long k = 0; k < domain.size().orElseThrow(); k++) {
      JsonNode value = domain.nth(k);
      double u = domain.coordinate(value);

      assertThat(domain.contains(value)).isTrue();
      assertThat(u).isBetween(0.0, 1.0).isGreaterThan(before);
      assertThat(domain.at(u)).isEqualTo(value);
      before = u;
    }
  }

  @Property(tries = 500)
  void what_is_at_a_coordinate_belongs_to_a_discrete_domain(
      @ForAll("discrete") Domain domain, @ForAll @DoubleRange(min = 0, max = 1) double u) {
    JsonNode value = domain.at(u);

    assertThat(domain.contains(value)).isTrue();
    assertThat(domain.at(domain.coordinate(value))).isEqualTo(value);
  }

  @Property(tries = 500)
  void coordinate_is_the_inverse_in_a_continuous_domain(
      @ForAll("continuous") Domain domain, @ForAll @DoubleRange(min = 0, max = 1) double u) {
    JsonNode value = domain.at(u);
    double x = value.doubleValue();

    assertThat(domain.contains(value)).isTrue();
    assertThat(domain.at(domain.coordinate(value)).doubleValue())
        .isCloseTo(x, within(1e-9 * Math.max(1, Math.abs(x))));
  }

  @Test
  void values_of_a_discrete_domain_are_as_likely() {
    List<Domain> domains =
        List.of(
            new Domain.Int(-3, 5, false, 2),
            new Domain.Uniform(0.1, 0.5, 0.1),
            new Domain.Choice(
                List.of(
                    Spaces.json("1"),
                    Spaces.json("'a'"),
                    Spaces.json("null"),
                    Spaces.json("[1]"),
                    Spaces.json("true"))));
    for (Domain domain : domains) {
      Map<JsonNode, Integer> counts = new HashMap<>();
      for (int i = 0; i < 1000; i++) {
        counts.merge(domain.at((i + 0.5) / 1000), 1, Integer::sum);
      }
      assertThat(counts).hasSize(5).allSatisfy((value, n) -> assertThat(n).isEqualTo(200));
    }
  }

  @Test
  void steps_are_counted_in_decimals() {
    Domain domain = new Domain.Uniform(0.1, 0.75, 0.1);

    assertThat(domain.size()).hasValue(7);
    assertThat(domain.nth(2).doubleValue()).isEqualTo(0.3);
    assertThat(domain.contains(Spaces.json("0.7"))).isTrue();
    assertThat(domain.contains(Spaces.json("0.75"))).isFalse();
    assertThat(domain.contains(Spaces.json("0.65"))).isFalse();
  }

  @Test
  void logarithms_of_whole_numbers_are_as_likely() {
    Domain domain = new Domain.Int(1, 1024, true, 1);

    // cells from x - 1/2 to x + 1/2: log(1.5 / 0.5) / log(1024.5 / 0.5) = 0.144066…
    assertThat(domain.at(0.1440).intValue()).isEqualTo(1);
    assertThat(domain.at(0.1442).intValue()).isEqualTo(2);
    assertThat(domain.at(1).intValue()).isEqualTo(1024);
    assertThat(new Domain.LogUniform(1e-4, 1).at(0.5).doubleValue()).isCloseTo(1e-2, within(1e-12));
  }

  @Test
  void only_what_belongs_to_it_is_contained() {
    assertThat(new Domain.Int(2, 12, false, 2).contains(Spaces.json("4.0"))).isTrue();
    assertThat(new Domain.Int(2, 12, false, 2).contains(Spaces.json("5"))).isFalse();
    assertThat(new Domain.Int(2, 12, false, 2).contains(Spaces.json("'4'"))).isFalse();
    assertThat(new Domain.Int(2, 12, false, 2).contains(Spaces.json("14"))).isFalse();
    assertThat(new Domain.Uniform(0, 1, 0).contains(Spaces.json("1.0000001"))).isFalse();
    assertThat(new Domain.Uniform(0, 1, 0).contains(Spaces.json("null"))).isFalse();
    assertThat(new Domain.LogUniform(1, 2).contains(Spaces.json("true"))).isFalse();
    assertThat(new Domain.Choice(List.of(Spaces.json("1"))).contains(Spaces.json("1.0"))).isTrue();
    assertThat(new Domain.Constant(Spaces.json("7")).contains(Spaces.json("8"))).isFalse();
  }

  @Test
  void everything_that_is_wrong_is_told_at_once() {
    assertThat(refused(() -> new Domain.Uniform(Double.NaN, Double.POSITIVE_INFINITY, -1)))
        .containsExactly("low", "high", "step");
    assertThat(refused(() -> new Domain.Uniform(2, 1, 0))).containsExactly("low");
    assertThat(refused(() -> new Domain.Uniform(-1.7e308, 1.7e308, 0))).containsExactly("high");
    assertThat(refused(() -> new Domain.Uniform(0, 1, 1e-300))).containsExactly("step");
    assertThat(refused(() -> new Domain.LogUniform(0, 1))).containsExactly("low");
    assertThat(refused(() -> new Domain.LogUniform(2, 1))).containsExactly("low");
    assertThat(refused(() -> new Domain.Int(0, 8, true, 2))).containsExactly("low", "step");
    assertThat(refused(() -> new Domain.Int(Long.MIN_VALUE, Long.MAX_VALUE, false, 0)))
        .containsExactly("low", "high", "step");
    assertThat(refused(() -> new Domain.Choice(List.of()))).containsExactly("values");
    assertThat(refused(() -> new Domain.Choice(List.of(Spaces.json("1"), Spaces.json("1.0")))))
        .containsExactly("values[1]");
  }

  private static List<String> refused(ThrowingCallable code) {
    List<String> fields = new ArrayList<>();
    assertThatThrownBy(code)
        .isInstanceOfSatisfying(
            Problem.Invalid.class,
            refusal -> refusal.violations().stream().map(Violation::field).forEach(fields::add));
    return fields;
  }
}
