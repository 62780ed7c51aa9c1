package dev.assay.scaling;

import java.util.List;

/** What came of a fit of the law L. */
public sealed interface Fit<L> {

  /**
   * A law and how it was found.
   *
   * @param objective Σ Huber(ln L̂ − ln L), see {@link HuberSum}
   * @param logResiduals ln L − ln L̂ in the order of the points: above 0 is worse than the law
   * @param condition of the slopes ∂ ln L̂/∂θ, columns of length 1: from about 10⁴ on the
   *     parameters trade off against each other, though predictions within the points may be sharp
   */
  record Found<L>(L law, double objective, double[] logResiduals, double condition) {}

  /** A minimum within the bounds. */
  record Converged<L>(Found<L> found) implements Fit<L> {}

  /**
   * The least value lies at the end of what is looked at: the points do not say where that
   * parameter is, and intervals that lean on it mean little.
   *
   * @param which one or more, as {@code alpha is at its least, 0.01}
   */
  record AtBound<L>(Found<L> found, List<String> which) implements Fit<L> {}

  /**
   * Other parameters fit as well.
   *
   * @param why and what would help
   */
  record NotIdentifiable<L>(String why) implements Fit<L> {}
}
