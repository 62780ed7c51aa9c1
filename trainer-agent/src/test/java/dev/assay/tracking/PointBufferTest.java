package dev.assay.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class PointBufferTest {

  record Point(String metric, long step, long time, long valueBits) {}

  @Provide
  Arbitrary<List<Point>> points() {
    Arbitrary<Point> point =
        Combinators.combine(
                Arbitraries.of("loss", "val/loss", "größe", "損失", "a b-c_d.e/f"),
                Arbitraries.longs().between(0, PointBuffer.LARGEST_STEP),
                Arbitraries.longs(),
                Arbitraries.longs())
            .as(Point::new);
    return point.list().ofMaxSize(700);
  }

  @Property(tries = 200)
  void a_frame_holds_the_points_that_were_added_bit_by_bit(@ForAll("points") List<Point> points) {
    var buffer = new PointBuffer();
    fill(buffer, points);
    assertThat(ColumnFrames.decode(buffer.toFrame())).isEqualTo(columns(points));
    buffer.clear();
    fill(buffer, points.reversed());
    assertThat(ColumnFrames.decode(buffer.toFrame())).isEqualTo(columns(points.reversed()));
  }

  private static void fill(PointBuffer buffer, List<Point> points) {
    for (Point point : points) {
      double value = Double.longBitsToDouble(point.valueBits);
      buffer.add(point.metric, point.step, point.time, value);
    }
    assertThat(buffer.size()).isEqualTo(points.size());
  }

  private static List<ColumnFrames.Column> columns(List<Point> points) {
    SequencedMap<String, ColumnFrames.Column> byName = new LinkedHashMap<>();
    for (Point point : points) {
      var column =
          byName.computeIfAbsent(
              point.metric,
              name ->
                  new ColumnFrames.Column(
                      name, new ArrayList<>(), new ArrayList<>(), new ArrayList<>()));
      column.steps().add(point.step);
      column.times().add(point.time);
      column.valueBits().add(point.valueBits);
    }
    return List.copyOf(byName.values());
  }

  @Example
  void what_no_server_takes_is_refused_at_once() {
    var buffer = new PointBuffer();
    buffer.add("x".repeat(250), PointBuffer.LARGEST_STEP, 0, 0);
    assertThatThrownBy(() -> buffer.add("loss", -1, 0, 0))
        .hasMessage("step of loss is -1; must be 0 to 9007199254740992");
    assertThatThrownBy(() -> buffer.add("loss", PointBuffer.LARGEST_STEP + 1, 0, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> buffer.add("loss;total", 0, 0, 0))
        .hasMessage(
            "metric is loss;total; must be 1 to 250 letters, digits, spaces or any of _ . - / :");
    assertThatThrownBy(() -> buffer.add("", 0, 0, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> buffer.add("x".repeat(251), 0, 0, 0))
        .hasMessageStartingWith("metric is 251 long");
    assertThat(buffer.size()).isEqualTo(1);
  }
}
