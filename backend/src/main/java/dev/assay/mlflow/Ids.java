package dev.assay.mlflow;

import dev.assay.runs.ExperimentId;
import dev.assay.runs.RunId;
import java.util.UUID;
import java.util.regex.Pattern;

/** Ids as MLflow writes them: runs as 32 hexadecimal digits, experiments as decimal text. */
final class Ids {
  private static final Pattern HEX = Pattern.compile("[0-9a-fA-F]{32}");
  private static final Pattern ALLOWED = Pattern.compile("[a-zA-Z0-9][\\w\\-]{0,255}");

  private Ids() {}

  static String of(RunId run) {
    return run.toString().replace("-", "");
  }

  static String of(ExperimentId experiment) {
    return experiment.toString();
  }

  /** A run's id, with or without dashes. */
  static RunId run(String text) {
    if (HEX.matcher(text).matches()) {
      return new RunId(
          new UUID(
              Long.parseUnsignedLong(text, 0, 16, 16), Long.parseUnsignedLong(text, 16, 32, 16)));
    }
    try {
      return RunId.of(text);
    } catch (IllegalArgumentException e) {
      throw ALLOWED.matcher(text).matches()
          ? Refusal.missing("Run with id=" + text + " not found")
          : Refusal.invalid(
              "Invalid value \"%s\" for parameter 'run_id' supplied.".formatted(text));
    }
  }

  static ExperimentId experiment(String text) {
    try {
      return ExperimentId.of(text);
    } catch (NumberFormatException e) {
      throw Refusal.invalid(
          "Invalid experiment ID '%s'. Experiment ID must be a valid integer.".formatted(text));
    }
  }
}
