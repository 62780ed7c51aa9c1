package dev.assay.search;

/** The rule by which a trial is pruned. */
public enum PruneReason {
  BELOW_RUNG_QUANTILE,
  BELOW_MEDIAN,
  NOT_A_NUMBER
}
