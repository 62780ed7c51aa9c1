package dev.assay.studies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.problem.Problem;
import dev.assay.search.Configuration;
import dev.assay.search.Expression;
import dev.assay.search.Space;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

class ChosenSpaceTest {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private static Configuration of(Object... namesAndValues) {
    LinkedHashMap<String, JsonNode> values = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      JsonNode value =
          switch (namesAndValues[i + 1]) {
            case Integer n -> JSON.numberNode(n);
            case Double x -> JSON.numberNode(x);
            case Boolean b -> JSON.booleanNode(b);
            case Object text -> JSON.stringNode(text.toString());
          };
      values.put(namesAndValues[i].toString(), value);
    }
    return new Configuration(values);
  }

  private static Set<Configuration> grid(Space space) {
    return new HashSet<>(Planning.configurations(space));
  }

  @Test
  void one_configuration_needs_no_constraint() {
    Space space = ChosenSpace.of(List.of(of("width", 64, "steps", 100)));
    assertThat(space.constraints()).isEmpty();
    assertThat(grid(space)).containsExactly(of("width", 64, "steps", 100));
  }

  @Test
  void one_constraint_leaves_the_chosen_ones() {
    List<Configuration> chosen =
        List.of(
            of("m.width", 64, "kind", "a'b", "tied", true, "lr", 1e-4),
            of("m.width", 128, "kind", "plain", "tied", false, "lr", 1e-4),
            of("m.width", 64, "kind", "plain", "tied", false, "lr", -3.5),
            of("m.width", 64, "kind", "plain", "tied", true, "lr", -3.5));
    Space space = ChosenSpace.of(chosen);
    assertThat(space.constraints()).hasSize(1);
    assertThat(grid(space)).containsExactlyInAnyOrderElementsOf(chosen);
  }

  @Property(tries = 200)
  void any_configurations_are_a_grid_of_their_own(
      @ForAll Random random,
      @ForAll @IntRange(min = 1, max = 50) int count,
      @ForAll @IntRange(min = 1, max = 4) int parameters) {
    List<Configuration> all = new ArrayList<>(List.of(of()));
    for (int p = 0; p < parameters; p++) {
      List<Configuration> longer = new ArrayList<>();
      for (Configuration c : all) {
        for (int v = 0; v < 6; v++) {
          LinkedHashMap<String, JsonNode> values = new LinkedHashMap<>(c.values());
          values.put("model.parameter-" + p, JSON.numberNode(1000 * v + p));
          longer.add(new Configuration(values));
        }
      }
      all = longer;
    }
    Collections.shuffle(all, random);
    List<Configuration> chosen = all.subList(0, Math.min(count, all.size()));
    Space space = ChosenSpace.of(chosen);
    assertThat(space.constraints()).extracting(Expression::text).allMatch(t -> t.length() <= 1000);
    assertThat(grid(space)).isEqualTo(new HashSet<>(chosen));
  }

  @Test
  void what_no_grid_can_be_made_of_is_refused_with_what_to_do() {
    List<Configuration> far = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      far.add(of("a", i, "b", i, "c", i, "d", i));
    }
    assertThatThrownBy(() -> ChosenSpace.of(far))
        .isInstanceOf(Problem.Invalid.class)
        .hasMessageContaining("queue fewer at a time");
    assertThatThrownBy(() -> ChosenSpace.of(List.of(of("t", "'\"", "x", 1), of("t", "u", "x", 2))))
        .hasMessageContaining("without both quotes");
  }
}
