package dev.assay.evaluation;

import static dev.assay.evaluation.BinaryMetric.ACCURACY;
import static dev.assay.evaluation.BinaryMetric.ACE;
import static dev.assay.evaluation.BinaryMetric.AUPRC;
import static dev.assay.evaluation.BinaryMetric.AUROC;
import static dev.assay.evaluation.BinaryMetric.BASE_RATE;
import static dev.assay.evaluation.BinaryMetric.BRIER;
import static dev.assay.evaluation.BinaryMetric.DEBIASED_ECE;
import static dev.assay.evaluation.BinaryMetric.DISCRIMINATION;
import static dev.assay.evaluation.BinaryMetric.ECE;
import static dev.assay.evaluation.BinaryMetric.ECE_EQUAL_MASS;
import static dev.assay.evaluation.BinaryMetric.F1;
import static dev.assay.evaluation.BinaryMetric.KS;
import static dev.assay.evaluation.BinaryMetric.LOG_LOSS;
import static dev.assay.evaluation.BinaryMetric.MCE;
import static dev.assay.evaluation.BinaryMetric.MEAN_FORECAST;
import static dev.assay.evaluation.BinaryMetric.MISCALIBRATION;
import static dev.assay.evaluation.BinaryMetric.PRECISION;
import static dev.assay.evaluation.BinaryMetric.RECALL;
import static dev.assay.evaluation.BinaryMetric.RELIABILITY;
import static dev.assay.evaluation.BinaryMetric.RESOLUTION;
import static dev.assay.evaluation.BinaryMetric.SHARPNESS;
import static dev.assay.evaluation.BinaryMetric.SMOOTH_ECE;
import static dev.assay.evaluation.BinaryMetric.UNCERTAINTY;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** All metrics of the same rows; NaN where one is not defined, and why. */
public final class BinaryScores {
  private final Map<BinaryMetric, Double> values;
  private final String why;

  private BinaryScores(Map<BinaryMetric, Double> values, String why) {
    this.values = values;
    this.why = why;
  }

  public static BinaryScores of(Binary rows) {
    SmoothEce smooth = SmoothEce.of(rows);
    return of(Tally.of(Ranked.of(rows, SmoothEce.LEAST_CELLS)), smooth.value());
  }

  static BinaryScores of(Tally tally, double smoothEce) {
    Map<BinaryMetric, Double> values = new EnumMap<>(BinaryMetric.class);
    double[] all = values(tally, smoothEce);
    for (BinaryMetric metric : BinaryMetric.values()) {
      values.put(metric, all[metric.ordinal()]);
    }
    return new BinaryScores(values, why(tally.baseRate()));
  }

  private static String why(double baseRate) {
    return baseRate == 0 || baseRate == 1
        ? "all labels are " + (int) baseRate + "; both classes are needed"
        : "no probability is at or above the threshold 0.5";
  }

  /** In the order of {@link BinaryMetric}. */
  static double[] values(Tally tally, double smoothEce) {
    double[] values = new double[BinaryMetric.values().length];
    decisions(tally, values);
    scores(tally, values);
    calibration(tally, values);
    values[SMOOTH_ECE.ordinal()] = smoothEce;
    return values;
  }

  private static void decisions(Tally tally, double[] values) {
    Confusion confusion = tally.confusion();
    values[ACCURACY.ordinal()] = confusion.accuracy();
    values[PRECISION.ordinal()] = confusion.precision();
    values[RECALL.ordinal()] = confusion.recall();
    values[F1.ordinal()] = confusion.f1();
    values[AUROC.ordinal()] = tally.auroc();
    values[AUPRC.ordinal()] = tally.auprc();
  }

  private static void scores(Tally tally, double[] values) {
    Corp corp = tally.corp();
    values[LOG_LOSS.ordinal()] = tally.logLoss();
    values[BRIER.ordinal()] = tally.brier();
    values[MISCALIBRATION.ordinal()] = corp.miscalibration();
    values[DISCRIMINATION.ordinal()] = corp.discrimination();
    values[UNCERTAINTY.ordinal()] = corp.uncertainty();
    values[SHARPNESS.ordinal()] = tally.sharpness();
    values[BASE_RATE.ordinal()] = tally.baseRate();
    values[MEAN_FORECAST.ordinal()] = tally.meanForecast();
  }

  private static void calibration(Tally tally, double[] values) {
    Bins width = tally.equalWidth();
    Murphy murphy = width.murphy();
    Bins mass = tally.equalMass(Ranked.BINS);
    values[RELIABILITY.ordinal()] = murphy.reliability();
    values[RESOLUTION.ordinal()] = murphy.resolution();
    values[ECE.ordinal()] = width.ece();
    values[MCE.ordinal()] = width.mce();
    values[DEBIASED_ECE.ordinal()] = width.debiased();
    values[ECE_EQUAL_MASS.ordinal()] = mass.ece();
    values[ACE.ordinal()] = mass.meanGap();
    values[KS.ordinal()] = tally.ks();
  }

  public double get(BinaryMetric metric) {
    return values.getOrDefault(metric, Double.NaN);
  }

  /** Why it is NaN; empty where it is a number. */
  public Optional<String> whyUndefined(BinaryMetric metric) {
    return Double.isNaN(get(metric)) ? Optional.of(why) : Optional.empty();
  }
}
