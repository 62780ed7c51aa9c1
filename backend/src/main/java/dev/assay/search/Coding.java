package dev.assay.search;

import dev.assay.search.Domain.Choice;
import dev.assay.search.Domain.Constant;
import dev.assay.search.Domain.Int;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;

/**
 * Configurations as points that a model can learn from: a coordinate in [0, 1] for each parameter
 * of the space, the middle of its cell for a discrete one, NaN for one that is absent.
 */
final class Coding {

  /** Domains of more values are taken for continuous: their cells are narrower than any kernel. */
  private static final int MOST_CELLS = 1000;

  private final Space space;
  private final Axis[] axes;
  private final boolean hasConditions;

  Coding(Space space) {
    this.space = space;
    this.axes = space.parameters().stream().map(p -> Axis.of(p.domain())).toArray(Axis[]::new);
    this.hasConditions = space.parameters().stream().anyMatch(p -> p.when() != null);
  }

  int size() {
    return axes.length;
  }

  Axis axis(int parameter) {
    return axes[parameter];
  }

  double[] point(Configuration configuration) {
    List<Parameter> parameters = space.parameters();
    Map<String, JsonNode> values = configuration.values();
    double[] u = new double[axes.length];
    for (int i = 0; i < u.length; i++) {
      JsonNode value = values.get(parameters.get(i).name());
      u[i] =
          value == null // what is the same is to be equal to the last digit
              ? Double.NaN
              : axes[i].snapped(parameters.get(i).domain().coordinate(value));
    }
    return u;
  }

  double[][] points(List<Configuration> configurations) {
    return configurations.stream().map(this::point).toArray(double[][]::new);
  }

  /**
   * @param u NaN only where the conditions of the others make a parameter absent
   */
  Configuration configuration(double[] u) {
    double[] whole = u.clone();
    for (int i = 0; i < u.length; i++) {
      whole[i] = Double.isNaN(u[i]) ? 0.5 : Math.clamp(u[i], 0, 1);
    }
    return space.at(whole);
  }

  /** The point of the configuration that it stands for. */
  double[] snapped(double[] u) {
    if (hasConditions) {
      return point(configuration(u));
    }
    double[] snapped = new double[u.length];
    for (int i = 0; i < u.length; i++) {
      snapped[i] = axes[i].snapped(u[i]);
    }
    return snapped;
  }

  /**
   * One coordinate.
   *
   * @param edges of its cells, from 0 to 1; empty for a continuous one
   * @param isChoice whether its cells have no order
   */
  record Axis(double[] edges, boolean isChoice) {

    static Axis of(Domain domain) {
      OptionalLong size = domain.size();
      if (size.isEmpty() || size.getAsLong() > MOST_CELLS) {
        return new Axis(new double[0], false);
      }
      int cells = (int) size.getAsLong();
      double[] edges = new double[cells + 1];
      for (int i = 1; i < cells; i++) {
        edges[i] =
            domain instanceof Int whole && whole.log()
                ? logEdge(whole, whole.low() + i)
                : (double) i / cells;
      }
      edges[cells] = 1;
      return new Axis(edges, domain instanceof Choice || domain instanceof Constant);
    }

    /** The lower edge of the cell of x, which is at x - 1/2. */
    private static double logEdge(Int whole, long x) {
      double low = whole.low() - 0.5;
      return Math.log((x - 0.5) / low) / Math.log((whole.high() + 0.5) / low);
    }

    /** How many values there are; 0 for a continuous one. */
    int cells() {
      return edges.length == 0 ? 0 : edges.length - 1;
    }

    boolean isDiscrete() {
      return edges.length > 0;
    }

    boolean isFixed() {
      return edges.length == 2;
    }

    int cell(double u) {
      int low = 0;
      int high = cells() - 1;
      while (low < high) { // the last cell whose lower edge is at most u
        int middle = (low + high + 1) >>> 1;
        if (edges[middle] <= u) {
          low = middle;
        } else {
          high = middle - 1;
        }
      }
      return low;
    }

    double middle(int cell) {
      return (edges[cell] + edges[cell + 1]) / 2;
    }

    double snapped(double u) {
      return isDiscrete() ? middle(cell(u)) : Math.clamp(u, 0, 1);
    }
  }
}
