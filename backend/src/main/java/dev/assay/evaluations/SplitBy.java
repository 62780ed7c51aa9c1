package dev.assay.evaluations;

/** How the rows were separated from those that the model was trained on. */
public enum SplitBy {
  /** The newest rows: what a model meets in use. */
  TIME,
  /** At random; where rows have dates that is told too well. */
  RANDOM,
  /** As whoever made the data says, or nobody says it. */
  GIVEN
}
