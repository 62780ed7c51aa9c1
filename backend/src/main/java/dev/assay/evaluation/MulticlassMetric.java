package dev.assay.evaluation;

import dev.assay.evaluation.BinaryMetric.Better;

/** Metrics of K classes; {@code docs/evaluation.md} has their formulas. */
public enum MulticlassMetric {
  ACCURACY("accuracy", Better.HIGHER),
  /** Of the five most probable classes; of fewer than six always 1. */
  TOP_5("top_5_accuracy", Better.HIGHER),
  /** In nats. */
  LOG_LOSS("log_loss", Better.LOWER),
  /** Summed over classes, in [0, 2] (Brier 1950). */
  BRIER("brier", Better.LOWER),
  /** Mean over classes, each against the rest; NaN where a class has no rows, as AUPRC. */
  AUROC("auroc_macro", Better.HIGHER),
  AUPRC("auprc_macro", Better.HIGHER),
  /** Mean over classes that have rows or were called. */
  F1("f1_macro", Better.HIGHER),
  /** Of the top label, as SMOOTH_ECE, DEBIASED_ECE, MCE, KS and SHARPNESS. */
  ECE("ece", Better.LOWER),
  ECE_EQUAL_MASS("ece_equal_mass", Better.LOWER),
  MCE("mce", Better.LOWER),
  DEBIASED_ECE("debiased_ece", Better.LOWER),
  SMOOTH_ECE("smooth_ece", Better.LOWER),
  KS("ks_calibration", Better.LOWER),
  /** Mean over classes (Kull et al. 2019). */
  CLASSWISE_ECE("classwise_ece", Better.LOWER),
  /** Mean over classes and bins of equal mass (Nixon et al. 2019). */
  ACE("ace", Better.LOWER),
  SHARPNESS("sharpness", Better.NEITHER);

  private final String key;
  private final Better better;

  MulticlassMetric(String key, Better better) {
    this.key = key;
    this.better = better;
  }

  /** Its name as a metric of a run. */
  public String key() {
    return key;
  }

  public Better better() {
    return better;
  }
}
