package dev.assay.recipes;

import dev.assay.params.Checked;
import dev.assay.params.Findings;
import dev.assay.params.Param;
import dev.assay.params.Params;
import dev.assay.training.TrainingPlan;
import tools.jackson.databind.node.ObjectNode;

/** The params of {@link FinetuneClassify}. */
public record ClassifyParams(
    @Param(value = "scratch (an untrained model), " + BaseModel.DESCRIPTION + ".", notEmpty = true)
        String base,
    @Param("Shape of a model from scratch, with bytes as tokens.") ModelParams model,
    @Param("What is learned.") LabelledData data,
    @Param("Which parameters change.") TuneParams tune,
    @Param("How gradients move parameters.") OptimizerParams optimizer,
    @Param("How long and where to train, and what is kept.") TrainingParams training,
    @Param("What is measured.") Examined evaluation,
    @Param("Of new weights, the order of the examples and dropout.") int seed)
    implements Checked {

  static final String WORDNET = "wordnet-classes";

  public static final ClassifyParams DEFAULTS =
      new ClassifyParams(
          BaseModel.SCRATCH,
          ModelParams.gpt2(4, 4, 128, 128),
          new LabelledData(WORDNET, "text", "label", 0.05),
          TuneParams.FULL,
          OptimizerParams.adamW(1e-3, 1e-5, 50, 0.99),
          TrainingParams.of(600, 32, 300),
          new Examined(200, 1000),
          7);

  public static final Params<ClassifyParams> PARAMS =
      Params.of(DEFAULTS, "Teaches a GPT to tell which class a text is of.");

  /** Texts with classes. */
  public record LabelledData(
      @Param(
              value =
                  "wordnet-classes (definitions, in 45 classes), or the path of a CSV, JSONL or"
                      + " JSON file on the agent's machine.",
              notEmpty = true)
          String dataset,
      @Param(value = "Field, or column, of the text.", notEmpty = true) String textField,
      @Param(value = "Field, or column, of the class.", notEmpty = true) String labelField,
      @Param(value = "Share of the texts that is not trained on.", above = 0, below = 1)
          double validationFraction) {}

  /** How often, and on how much. */
  public record Examined(
      @Param(value = "Steps between evaluations.", min = 1) int every,
      @Param(value = "Examples to evaluate on.", min = 1) int examples) {}

  @Override
  public void check(Findings findings) {
    training.checkWarmUp(findings, optimizer);
    training.checkOneDevice(findings);
    findings.attempt(this::plan);
  }

  static ClassifyParams parse(ObjectNode given) {
    return PARAMS.parse(ModelParams.withPreset(given));
  }

  TrainingPlan plan() {
    return training.plan(optimizer, evaluation.every, seed);
  }
}
