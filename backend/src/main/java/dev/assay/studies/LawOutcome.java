package dev.assay.studies;

import dev.assay.scaling.Interval;
import dev.assay.scaling.ParametricLaw;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What came of fitting L(N, D) = E + A/N^α + B/D^β.
 *
 * @param bounds which parameters are at the end of what is looked at, in words
 * @param why there is no law, or no intervals; null otherwise
 * @param law null when it is not identifiable
 * @param objective NaN without a law, as the condition is
 * @param parameters intervals of E, A, B, alpha, beta and paramsExponent; empty without intervals
 * @param residuals of the observations that count, by N, then D
 */
public record LawOutcome(
    Status status,
    List<String> bounds,
    @Nullable String why,
    @Nullable ParametricLaw law,
    double objective,
    double condition,
    Map<String, Interval> parameters,
    List<Residual> residuals) {

  /** What kind of answer a fit is. */
  public enum Status {
    CONVERGED,
    AT_BOUND,
    NOT_IDENTIFIABLE
  }

  /**
   * An observation beside the law.
   *
   * @param fittedNats what the law says
   * @param logResidual ln L − ln L̂, above 0 is worse than the law
   */
  public record Residual(
      String key,
      String label,
      double params,
      double tokens,
      double lossNats,
      double fittedNats,
      double logResidual) {}
}
