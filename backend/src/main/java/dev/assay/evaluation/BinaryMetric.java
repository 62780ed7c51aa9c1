package dev.assay.evaluation;

/** Metrics of a yes or no; {@code docs/evaluation.md} has their formulas. */
public enum BinaryMetric {
  ACCURACY("accuracy", Better.HIGHER),
  PRECISION("precision", Better.HIGHER),
  RECALL("recall", Better.HIGHER),
  F1("f1", Better.HIGHER),
  AUROC("auroc", Better.HIGHER),
  AUPRC("auprc", Better.HIGHER),
  /** In nats. */
  LOG_LOSS("log_loss", Better.LOWER),
  BRIER("brier", Better.LOWER),
  /** Murphy's REL, of 15 bins of equal width, as RESOLUTION. */
  RELIABILITY("reliability", Better.LOWER),
  RESOLUTION("resolution", Better.HIGHER),
  UNCERTAINTY("uncertainty", Better.NEITHER),
  /** CORP's MCB. */
  MISCALIBRATION("miscalibration", Better.LOWER),
  /** CORP's DSC. */
  DISCRIMINATION("discrimination", Better.HIGHER),
  /** 15 bins of equal width, as MCE and DEBIASED_ECE. */
  ECE("ece", Better.LOWER),
  ECE_EQUAL_MASS("ece_equal_mass", Better.LOWER),
  MCE("mce", Better.LOWER),
  ACE("ace", Better.LOWER),
  DEBIASED_ECE("debiased_ece", Better.LOWER),
  SMOOTH_ECE("smooth_ece", Better.LOWER),
  KS("ks_calibration", Better.LOWER),
  SHARPNESS("sharpness", Better.NEITHER),
  BASE_RATE("base_rate", Better.NEITHER),
  MEAN_FORECAST("mean_forecast", Better.NEITHER);

  /** Which of two values is better. */
  public enum Better {
    HIGHER,
    LOWER,
    NEITHER
  }

  private final String key;
  private final Better better;

  BinaryMetric(String key, Better better) {
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
