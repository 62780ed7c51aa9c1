package dev.assay.evaluations;

import com.fasterxml.uuid.Generators;
import java.util.UUID;

/** Of an evaluation: a version 7 UUID, ordered by creation. */
public record EvaluationId(UUID value) {
  static EvaluationId next() {
    return new EvaluationId(Generators.timeBasedEpochGenerator().generate());
  }

  public static EvaluationId of(String text) {
    return new EvaluationId(UUID.fromString(text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
