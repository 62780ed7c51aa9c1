package dev.assay.database;

/** Why the server cannot start, in words for the person who started it. */
public final class CannotStart extends RuntimeException {
  public CannotStart(String message) {
    super(message, null, false, false);
  }
}
