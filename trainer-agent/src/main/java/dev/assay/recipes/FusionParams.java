package dev.assay.recipes;

import dev.assay.params.Checked;
import dev.assay.params.Findings;
import dev.assay.params.Param;
import dev.assay.params.Params;
import dev.assay.training.TrainingPlan;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** The params of {@link JointFusion}. */
public record FusionParams(
    @Param(
            value = "What is trained, one after the other, and compared.",
            choices = {"tabular", "sequence", "late", "joint"},
            notEmpty = true)
        List<String> models,
    @Param("Shape of the transformer that reads the transactions.") ModelParams model,
    @Param("Shape of what joins it with the numbers.") Head head,
    @Param("What is learned.") UserData data,
    @Param("How gradients move parameters.") OptimizerParams optimizer,
    @Param("How long and where to train, and what is kept.") TrainingParams training,
    @Param("What is measured.") Examined evaluation,
    @Param("Of the weights, the users and their order, dropout and the intervals.") int seed)
    implements Checked {

  static final String SYNTHETIC = "synthetic-transactions";

  public static final FusionParams DEFAULTS =
      new FusionParams(
          List.of("tabular", "sequence", "late", "joint"),
          ModelParams.gpt2(2, 4, 64, 128),
          new Head(8, 8, 2),
          new UserData(SYNTHETIC, 10_000, 0.2),
          OptimizerParams.adamW(3e-3, 1e-4, 50, 0.99),
          TrainingParams.of(600, 64, 300),
          new Examined(200, 2000, 500),
          7);

  public static final Params<FusionParams> PARAMS =
      Params.of(
          DEFAULTS,
          "Learns from transactions and numbers together, beside learning from each alone.");

  /** Periodic embeddings and cross layers. */
  public record Head(
      @Param(value = "Frequencies of each number.", min = 1, max = 256) int frequencies,
      @Param(value = "Width of a number's embedding.", min = 1, max = 1024) int embedding,
      @Param(value = "Cross layers.", min = 1, max = 16) int crossLayers) {}

  /** Users with transactions, numbers and a label. */
  public record UserData(
      @Param(
              value =
                  "synthetic-transactions, or the path of a JSONL or JSON file on the agent's"
                      + " machine.",
              notEmpty = true)
          String dataset,
      @Param(value = "Synthetic users.", min = 100, max = 10_000_000) int users,
      @Param(value = "Share of the users that is not trained on.", above = 0, below = 1)
          double validationFraction) {}

  /** How often, and on how much. */
  public record Examined(
      @Param(value = "Steps between evaluations.", min = 1) int every,
      @Param(value = "Users to evaluate on.", min = 10) int users,
      @Param(value = "Resamples of a bootstrap interval.", min = 100, max = 100_000)
          int resamples) {}

  @Override
  public void check(Findings findings) {
    findings.require(
        !models.contains("late") || isBefore("sequence", "late"),
        "models",
        models,
        "must have sequence before late, which builds on its transformer");
    training.checkWarmUp(findings, optimizer);
    training.checkOneDevice(findings);
    findings.attempt(this::plan);
  }

  private boolean isBefore(String first, String second) {
    return models.contains(first) && models.indexOf(first) < models.indexOf(second);
  }

  static FusionParams parse(ObjectNode given) {
    return PARAMS.parse(ModelParams.withPreset(given));
  }

  TrainingPlan plan() {
    return training.plan(optimizer, evaluation.every, seed);
  }
}
