package dev.assay.ui.scaling;

import dev.assay.studies.LawOutcome.Residual;
import dev.assay.studies.Observation;
import dev.assay.ui.charts.Figure.As;
import dev.assay.ui.charts.Figure.Column;
import dev.assay.ui.charts.Figure.Points;
import dev.assay.ui.charts.Figure.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Observations as the points of a figure. */
final class Dots {
  private Dots() {}

  static Points of(
      String name,
      String color,
      Shape shape,
      List<Observation> of,
      Variable x,
      Function<Observation, Double> y) {
    return new Points(
        name,
        color,
        shape,
        of.stream().map(o -> value(x.of(o))).toList(),
        of.stream().map(y).toList(),
        of.stream().map(Observation::label).toList(),
        nullable(of, o -> o.run() == null ? null : o.run().toString()),
        null,
        null,
        more(of, x));
  }

  /** Without an ordinate of its own: the loss. */
  static Points ofLoss(String name, String color, Shape shape, List<Observation> of, Variable x) {
    return of(name, color, shape, of, x, o -> value(o.lossNats()));
  }

  /**
   * With what the law says of each.
   *
   * @param beside what is known of some of them, by their key
   */
  static Points ofLoss(
      String name,
      String color,
      Shape shape,
      List<Observation> of,
      Variable x,
      Map<String, Residual> beside) {
    Points points = ofLoss(name, color, shape, of, x);
    if (of.stream().noneMatch(o -> beside.containsKey(o.key()))) {
      return points;
    }
    Map<String, Column> more = new LinkedHashMap<>(points.more());
    more.put("law says", new Column(As.PLAIN, residuals(of, beside, Residual::fittedNats)));
    more.put("off by", new Column(As.PERCENT, residuals(of, beside, Residual::logResidual)));
    return new Points(
        name, color, shape, points.x(), points.y(), points.label(), points.key(), null, null, more);
  }

  private static List<@Nullable Double> residuals(
      List<Observation> of, Map<String, Residual> beside, Function<Residual, Double> value) {
    return nullable(
        of,
        o -> {
          @Nullable Residual residual = beside.get(o.key());
          return residual == null ? null : value.apply(residual);
        });
  }

  private static double value(@Nullable Double value) {
    return value == null ? Double.NaN : value;
  }

  private static Map<String, Column> more(List<Observation> of, Variable x) {
    Map<String, Column> more = new LinkedHashMap<>();
    for (Variable variable : Variable.values()) {
      if (variable != x) {
        more.put(
            variable.label(),
            new Column(
                variable == Variable.FLOPS ? As.FLOPS : As.COUNT, nullable(of, variable::of)));
      }
    }
    if (of.stream().anyMatch(o -> o.leftOut() != null)) {
      more.put("left out", new Column(As.PLAIN, nullable(of, Observation::leftOut)));
    }
    return more;
  }

  private static <T> List<@Nullable T> nullable(
      List<Observation> of, Function<Observation, @Nullable T> value) {
    List<@Nullable T> all = new ArrayList<>();
    of.forEach(o -> all.add(value.apply(o)));
    return all;
  }
}
