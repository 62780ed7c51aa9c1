package dev.assay.search;

/**
 * Minimises a smooth function in a box: the directions of limited-memory BFGS (Nocedal and Wright
 * 2006, algorithm 7.4) over the coordinates that are not held at a bound, steps projected to the
 * box and halved until they fulfil Armijo's condition (algorithm 3.1).
 */
final class GpDescent {
  private static final int MEMORY = 8;
  private static final int MOST_HALVINGS = 12;
  private static final double SUFFICIENT = 1e-4;

  private final double[] low;
  private final double[] high;
  private final double tolerance;

  interface Objective {
    Value at(double[] x);
  }

  /**
   * @param value may be infinite, where the function is not defined
   */
  record Value(double value, double[] gradient) {}

  record Found(double[] x, double value) {}

  /**
   * @param tolerance of the largest component of the projected gradient
   */
  GpDescent(double[] low, double[] high, double tolerance) {
    this.low = low;
    this.high = high;
    this.tolerance = tolerance;
  }

  /**
   * @param evaluations of the objective at most
   */
  Found minimum(Objective objective, double[] start, int evaluations) {
    double[] x = projected(start);
    Value here = objective.at(x);
    double[][] s = new double[MEMORY][];
    double[][] y = new double[MEMORY][];
    int kept = 0;
    int left = evaluations - 1;
    while (left > 0) {
      boolean[] held = held(x, here.gradient);
      double[] direction = direction(here.gradient, held, s, y, kept);
      double slope = dot(direction, here.gradient);
      if (largest(here.gradient, held) < tolerance || !(slope < 0)) {
        break;
      }
      double step = kept == 0 ? Math.min(1, 1 / norm(direction)) : 1;
      double[] next = x;
      Value there = here;
      boolean better = false;
      for (int i = 0; i < MOST_HALVINGS && left > 0 && !better; i++, step /= 2, left--) {
        next = projected(moved(x, step, direction));
        there = objective.at(next);
        better = there.value <= here.value + SUFFICIENT * dot(here.gradient, moved(next, -1, x));
      }
      if (!better) {
        break;
      }
      double[] moved = moved(next, -1, x);
      double[] turned = moved(there.gradient, -1, here.gradient);
      if (dot(moved, turned) > 1e-10 * dot(turned, turned)) {
        s[kept % MEMORY] = moved;
        y[kept % MEMORY] = turned;
        kept++;
      }
      x = next;
      here = there;
    }
    return new Found(x, here.value);
  }

  /** Two loops over the pairs that are kept. */
  private static double[] direction(
      double[] gradient, boolean[] held, double[][] s, double[][] y, int kept) {
    double[] q = new double[gradient.length];
    for (int i = 0; i < q.length; i++) {
      q[i] = held[i] ? 0 : -gradient[i];
    }
    int first = Math.max(0, kept - MEMORY);
    double[] a = new double[MEMORY];
    for (int k = kept - 1; k >= first; k--) {
      int m = k % MEMORY;
      a[m] = dot(s[m], q) / dot(s[m], y[m]);
      q = moved(q, -a[m], y[m]);
    }
    if (kept > 0) {
      int m = (kept - 1) % MEMORY;
      double scale = dot(s[m], y[m]) / dot(y[m], y[m]);
      for (int i = 0; i < q.length; i++) {
        q[i] *= scale;
      }
    }
    for (int k = first; k < kept; k++) {
      int m = k % MEMORY;
      q = moved(q, a[m] - dot(y[m], q) / dot(s[m], y[m]), s[m]);
    }
    for (int i = 0; i < q.length; i++) {
      q[i] = held[i] ? 0 : q[i];
    }
    return q;
  }

  /** Which coordinates stand at a bound that the gradient pushes them against. */
  private boolean[] held(double[] x, double[] gradient) {
    boolean[] held = new boolean[x.length];
    for (int i = 0; i < x.length; i++) {
      held[i] = x[i] <= low[i] && gradient[i] > 0 || x[i] >= high[i] && gradient[i] < 0;
    }
    return held;
  }

  private static double largest(double[] gradient, boolean[] held) {
    double largest = 0;
    for (int i = 0; i < gradient.length; i++) {
      largest = held[i] ? largest : Math.max(largest, Math.abs(gradient[i]));
    }
    return largest;
  }

  private double[] projected(double[] x) {
    double[] inside = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      inside[i] = Math.clamp(x[i], low[i], high[i]);
    }
    return inside;
  }

  private static double[] moved(double[] x, double step, double[] direction) {
    double[] moved = x.clone();
    for (int i = 0; i < x.length; i++) {
      moved[i] += step * direction[i];
    }
    return moved;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static double norm(double[] a) {
    return Math.sqrt(dot(a, a));
  }
}
