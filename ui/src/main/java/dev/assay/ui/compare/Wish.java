package dev.assay.ui.compare;

import java.util.Locale;
import java.util.Set;

/** Whether a metric is to be small or great, as far as its name tells. */
enum Wish {
  SMALL,
  GREAT,
  UNKNOWN;

  private static final Set<String> SMALL_WORDS =
      Set.of(
          "loss",
          "error",
          "err",
          "perplexity",
          "ppl",
          "nll",
          "mse",
          "rmse",
          "mae",
          "ece",
          "brier",
          "cer",
          "wer",
          "latency",
          "regret");
  private static final Set<String> GREAT_WORDS =
      Set.of(
          "accuracy",
          "acc",
          "f1",
          "auc",
          "auroc",
          "precision",
          "recall",
          "reward",
          "score",
          "bleu",
          "rouge",
          "map",
          "ndcg",
          "r2",
          "mfu",
          "throughput");

  /** The last word of the name that is known counts. */
  static Wish of(String metric) {
    String[] words = metric.toLowerCase(Locale.ROOT).split("[^a-z0-9]+");
    for (int i = words.length - 1; i >= 0; i--) {
      if (SMALL_WORDS.contains(words[i])) {
        return SMALL;
      }
      if (GREAT_WORDS.contains(words[i])) {
        return GREAT;
      }
    }
    return metric.endsWith("_per_second") ? GREAT : UNKNOWN;
  }

  boolean isBetter(double a, double b) {
    return switch (this) {
      case SMALL -> a < b;
      case GREAT -> a > b;
      case UNKNOWN -> false;
    };
  }
}
