package dev.assay.jobs;

import java.util.UUID;

/**
 * Names one lease of one job; it is never used again, so that a late holder is told apart from its
 * successor.
 */
public record LeaseId(UUID value) {
  public static LeaseId of(String text) {
    return new LeaseId(UUID.fromString(text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
