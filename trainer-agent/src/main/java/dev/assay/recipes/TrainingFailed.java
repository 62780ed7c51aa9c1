package dev.assay.recipes;

/** A training that cannot go on; the message says why, and what to look at. */
public final class TrainingFailed extends RuntimeException {

  private static final long serialVersionUID = 1;

  public TrainingFailed(String message) {
    super(message);
  }
}
