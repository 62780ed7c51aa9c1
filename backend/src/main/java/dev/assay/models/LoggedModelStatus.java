package dev.assay.models;

/** How far a logged model has come. */
public enum LoggedModelStatus {
  /** A program said something else than the others. */
  UNSPECIFIED,
  /** Its files are still being uploaded. */
  PENDING,
  READY,
  /** Its files could not be uploaded. */
  FAILED
}
