package dev.assay.recipes;

import dev.assay.params.Checked;
import dev.assay.params.Findings;
import dev.assay.params.Param;
import dev.assay.params.Params;
import dev.assay.training.TrainingPlan;
import tools.jackson.databind.node.ObjectNode;

/** The params of {@link FinetuneInstruct}. */
public record InstructParams(
    @Param(value = "scratch (an untrained model), " + BaseModel.DESCRIPTION + ".", notEmpty = true)
        String base,
    @Param("Shape of a model from scratch, with bytes as tokens.") ModelParams model,
    @Param("What is learned.") InstructionData data,
    @Param("Which parameters change.") TuneParams tune,
    @Param("How gradients move parameters.") OptimizerParams optimizer,
    @Param("How long and where to train, and what is kept.") TrainingParams training,
    @Param("What is measured and written.") Examined evaluation,
    @Param("Of new weights, the order of the examples, dropout and the samples.") int seed)
    implements Checked {

  static final String WORDNET = "wordnet-instructions";

  public static final InstructParams DEFAULTS =
      new InstructParams(
          BaseModel.SCRATCH,
          ModelParams.gpt2(4, 4, 128, 128),
          new InstructionData(WORDNET, 0.02),
          TuneParams.FULL,
          OptimizerParams.adamW(1e-3, 1e-5, 50, 0.99),
          TrainingParams.of(800, 16, 400),
          new Examined(200, 256, 3, new SamplingParams(100, 0.7, 40, 0.95)),
          7);

  public static final Params<InstructParams> PARAMS =
      Params.of(DEFAULTS, "Teaches a GPT to answer; only answers count in the loss.");

  /** Instructions with answers. */
  public record InstructionData(
      @Param(
              value =
                  "wordnet-instructions (definitions and synonyms), or the path of a JSONL, JSON or"
                      + " CSV file in Alpaca's, chat's or ShareGPT's form on the agent's machine.",
              notEmpty = true)
          String dataset,
      @Param(value = "Share of the conversations that is not trained on.", above = 0, below = 1)
          double validationFraction) {}

  /** How often, on how much, and what is written. */
  public record Examined(
      @Param(value = "Steps between evaluations.", min = 1) int every,
      @Param(value = "Conversations to evaluate on.", min = 1) int examples,
      @Param(value = "Questions of the validation side to answer.", min = 0, max = 100)
          int questions,
      @Param("How an answer is written.") SamplingParams answer) {}

  @Override
  public void check(Findings findings) {
    training.checkWarmUp(findings, optimizer);
    training.checkOneDevice(findings);
    findings.attempt(this::plan);
  }

  static InstructParams parse(ObjectNode given) {
    return PARAMS.parse(ModelParams.withPreset(given));
  }

  TrainingPlan plan() {
    return training.plan(optimizer, evaluation.every, seed);
  }
}
