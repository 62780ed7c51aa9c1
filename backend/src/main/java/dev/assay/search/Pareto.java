package dev.assay.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Several objectives at once. One point dominates another when it is no worse in any objective and
 * better in one; one with a NaN is dominated by every point without.
 */
public final class Pareto {
  private Pareto() {}

  /**
   * The places of the points that no other dominates, in their order. Points with a NaN are never
   * among them.
   *
   * @param points a value for each direction
   */
  public static int[] front(List<double[]> points, List<Direction> directions) {
    int[] ranks = ranks(points, directions);
    return IntStream.range(0, points.size())
        .filter(i -> ranks[i] == 0 && !hasNaN(points.get(i)))
        .toArray();
  }

  /**
   * The front of each point: 0 for those that none dominates, 1 for those that only points of front
   * 0 dominate, and so on (Deb et al. 2002, NSGA-II, section III.A; O(n²)).
   */
  public static int[] ranks(List<double[]> points, List<Direction> directions) {
    int n = points.size();
    int[] ranks = new int[n];
    int[] above = new int[n]; // how many dominate it that have no rank yet
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        above[i] += dominates(points.get(j), points.get(i), directions) ? 1 : 0;
      }
    }
    List<Integer> front = IntStream.range(0, n).filter(i -> above[i] == 0).boxed().toList();
    for (int rank = 0; !front.isEmpty(); rank++) {
      List<Integer> next = new ArrayList<>();
      for (int i : front) {
        ranks[i] = rank;
        for (int j = 0; j < n; j++) {
          if (dominates(points.get(i), points.get(j), directions) && --above[j] == 0) {
            next.add(j);
          }
        }
      }
      front = next;
    }
    return ranks;
  }

  /** Whether point a dominates point b. */
  static boolean dominates(double[] a, double[] b, List<Direction> directions) {
    if (hasNaN(a) || hasNaN(b)) {
      return !hasNaN(a) && hasNaN(b);
    }
    boolean better = false;
    for (int k = 0; k < directions.size(); k++) {
      if (directions.get(k).isBetter(b[k], a[k])) {
        return false;
      }
      better |= directions.get(k).isBetter(a[k], b[k]);
    }
    return better;
  }

  static boolean hasNaN(double[] point) {
    return Arrays.stream(point).anyMatch(Double::isNaN);
  }

  /**
   * The area that the points dominate, as far as a reference point that is worse than them.
   *
   * @param points of two objectives; those that are not better than the reference in both count
   *     nothing
   */
  public static double hypervolume(
      List<double[]> points, double[] reference, List<Direction> directions) {
    double[] sign = directions.stream().mapToDouble(Direction::sign).toArray();
    List<double[]> gains = // how far each is from the reference
        points.stream()
            .map(
                p ->
                    new double[] {sign[0] * (reference[0] - p[0]), sign[1] * (reference[1] - p[1])})
            .filter(gain -> gain[0] > 0 && gain[1] > 0)
            .sorted(Comparator.comparingDouble((double[] gain) -> -gain[0]))
            .toList();
    double area = 0;
    double height = 0;
    for (double[] gain : gains) { // from the farthest in the first objective on
      if (gain[1] > height) {
        area += gain[0] * (gain[1] - height);
        height = gain[1];
      }
    }
    return area;
  }
}
