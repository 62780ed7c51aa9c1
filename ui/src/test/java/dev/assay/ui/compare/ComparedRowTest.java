package dev.assay.ui.compare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.ui.compare.ComparedRow.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.DoubleNode;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.StringNode;

class ComparedRowTest {
  private static ComparedRow metric(String name, double... values) {
    List<@Nullable JsonNode> all = new ArrayList<>();
    for (double value : values) {
      all.add(DoubleNode.valueOf(value));
    }
    return new ComparedRow(Kind.METRIC, name, all);
  }

  private static ComparedRow param(@Nullable JsonNode... values) {
    return new ComparedRow(Kind.PARAM, "p", Arrays.asList(values));
  }

  @Test
  void numbers_are_the_same_however_they_are_written() {
    assertThat(param(IntNode.valueOf(1), DoubleNode.valueOf(1), StringNode.valueOf("1")).differs())
        .isFalse();
    assertThat(param(IntNode.valueOf(1), null).differs()).isTrue();
    assertThat(param(null, null).differs()).isFalse();
  }

  @Test
  void the_best_is_the_least_loss_and_the_greatest_accuracy() {
    ComparedRow loss = metric("val/loss", 2, Double.NaN, 1);
    assertThat(loss.isBest(2)).isTrue();
    assertThat(loss.isBest(1)).isFalse();
    assertThat(metric("val/acc", 0.5, 0.7).isBest(1)).isTrue();
    assertThat(metric("tokens_per_second", 5, 7).isBest(1)).isTrue();
    assertThat(metric("loss_scale", 5, 5).isBest(0)).as("no run is better").isFalse();
    assertThat(metric("epoch", 1, 2).isBest(1)).isFalse();
  }

  @Property
  void a_column_is_read_as_it_is_written(@ForAll PlotColumn.Of of, @ForAll String name) {
    PlotColumn column =
        new PlotColumn(of, of == PlotColumn.Of.DURATION ? "" : "n" + name.replace(')', '_'));
    assertThat(PlotColumn.of(column.words())).isEqualTo(Optional.of(column));
  }

  @Test
  void what_is_no_column_is_none() {
    assertThat(PlotColumn.of("")).isEmpty();
    assertThat(PlotColumn.of("params.")).isEmpty();
    assertThat(PlotColumn.of("min(params.lr)")).isEmpty();
    assertThat(PlotColumn.of("min(metrics.a")).isEmpty();
  }
}
