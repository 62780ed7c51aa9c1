package dev.assay.models;

import java.util.List;

/** The models that a run was given, and those that it has made. */
public record RunModels(List<LoggedModelId> inputs, List<Output> outputs) {
  public static final RunModels NONE = new RunModels(List.of(), List.of());

  /**
   * A model that a run has made.
   *
   * @param step of the run, at which it was made; 0 when that was not said
   */
  public record Output(LoggedModelId model, long step) {}

  public RunModels {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }
}
