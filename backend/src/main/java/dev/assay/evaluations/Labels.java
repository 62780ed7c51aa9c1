package dev.assay.evaluations;

import dev.assay.evaluation.BinaryMetric;
import dev.assay.evaluation.MulticlassMetric;

/** Metrics as people call them. */
final class Labels {
  private Labels() {}

  static String of(BinaryMetric metric) {
    return switch (metric) {
      case ACCURACY -> "Accuracy";
      case PRECISION -> "Precision";
      case RECALL -> "Recall";
      case F1 -> "F1";
      case AUROC -> "AUROC";
      case AUPRC -> "AUPRC";
      case LOG_LOSS -> "Log-loss (nats)";
      case BRIER -> "Brier score";
      case RELIABILITY -> "REL (Murphy)";
      case RESOLUTION -> "RES (Murphy)";
      case UNCERTAINTY -> "UNC";
      case MISCALIBRATION -> "MCB (CORP)";
      case DISCRIMINATION -> "DSC (CORP)";
      case ECE -> "ECE, equal width";
      case ECE_EQUAL_MASS -> "ECE, equal mass";
      case MCE -> "MCE";
      case ACE -> "ACE";
      case DEBIASED_ECE -> "ECE, debiased";
      case SMOOTH_ECE -> "smECE";
      case KS -> "KS calibration";
      case SHARPNESS -> "Sharpness";
      case BASE_RATE -> "Base rate";
      case MEAN_FORECAST -> "Mean forecast";
    };
  }

  static String of(MulticlassMetric metric) {
    return switch (metric) {
      case ACCURACY -> "Accuracy";
      case TOP_5 -> "Top-5 accuracy";
      case LOG_LOSS -> "Log-loss (nats)";
      case BRIER -> "Brier score";
      case AUROC -> "AUROC, mean of classes";
      case AUPRC -> "AUPRC, mean of classes";
      case F1 -> "F1, mean of classes";
      case ECE -> "ECE, equal width";
      case ECE_EQUAL_MASS -> "ECE, equal mass";
      case MCE -> "MCE";
      case DEBIASED_ECE -> "ECE, debiased";
      case SMOOTH_ECE -> "smECE";
      case KS -> "KS calibration";
      case CLASSWISE_ECE -> "ECE, class-wise";
      case ACE -> "ACE";
      case SHARPNESS -> "Sharpness";
    };
  }
}
