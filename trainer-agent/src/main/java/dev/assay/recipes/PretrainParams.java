package dev.assay.recipes;

import dev.assay.corpus.WordNetGlosses;
import dev.assay.model.GptConfig;
import dev.assay.params.Checked;
import dev.assay.params.Findings;
import dev.assay.params.Param;
import dev.assay.params.Params;
import dev.assay.training.TrainingPlan;
import tools.jackson.databind.node.ObjectNode;

/** The params of {@link Pretrain}. The records are the params' tree: {@code optimizer.peakLr}. */
public record PretrainParams(
    @Param("The transformer's shape; the vocabulary is the tokenizer's.") ModelParams model,
    @Param("What is trained on.") DataParams data,
    @Param("How gradients move parameters.") OptimizerParams optimizer,
    @Param("How long and where to train, and what is kept.") TrainingParams training,
    @Param("What is measured and written meanwhile.") EvaluationParams evaluation,
    @Param("Of the weights, the batches, dropout and the samples.") int seed)
    implements Checked {

  /**
   * Sized for about two minutes on two cores that a server and a browser share; what was tried is
   * in docs/experiments.md.
   */
  public static final PretrainParams DEFAULTS =
      new PretrainParams(
          ModelParams.gpt2(4, 4, 128, 64),
          DataParams.of(WordNetGlosses.NAME),
          OptimizerParams.adamW(3e-3, 1e-4, 150, 0.99),
          TrainingParams.of(2400, 8, 800),
          new EvaluationParams(250, 256, "boat: ", new SamplingParams(160, 0.8, 40, 1)),
          7);

  public static final Params<PretrainParams> PARAMS =
      Params.of(DEFAULTS, "Trains a GPT from nothing on a corpus and keeps checkpoints of it.");

  /**
   * What a run will take, for who plans with the schema: {@link GptConfig#flopsPerToken} times the
   * tokens, in the server's language of formulas. Nothing where a preset or the corpus decides.
   */
  private static final String FLOPS =
      """
      if(model.preset == "custom" and not training.minutes > 0,
       if(training.flops > 0, training.flops,
        if(training.tokens > 0, training.tokens, training.steps * training.batch * training.accumulation * model.context)
        * (6 * (model.layers * (2 * model.width ** 2 * (1 + if(model.kvHeads > 0, model.kvHeads, model.heads) / model.heads)
           + model.width * if(model.activation == "swiglu", 3, 2) * if(model.hidden > 0, model.hidden, 4 * model.width)
             * if(model.experts.count > 0, model.experts.topK, 1)
           + model.width * model.experts.count)
          + model.width * if(data.tokenizer == "bytes", 257, if(data.tokenizer == "gpt2", 50257, if(data.tokenizer == "bpe", data.vocabulary))))
         + 12 * model.layers * model.width * if(model.window > 0, min(model.window, model.context), model.context))))
      """;

  private static final String SECONDS = "60 * training.minutes";

  /** Of {@link #PARAMS}, with what a run will take. */
  static ObjectNode schema() {
    ObjectNode schema = PARAMS.schema();
    schema.put("x-flops", FLOPS.strip().replace('\n', ' '));
    schema.put("x-seconds", SECONDS);
    return schema;
  }

  /** What is measured and written while a language model trains. */
  public record EvaluationParams(
      @Param(value = "Steps between evaluations.", min = 1) int every,
      @Param(value = "Sequences of validation text.", min = 1) int windows,
      @Param("What a sample begins with.") String prompt,
      @Param("How a sample is written.") SamplingParams sample) {}

  @Override
  public void check(Findings findings) {
    training.checkWarmUp(findings, optimizer);
    findings.attempt(this::plan);
  }

  /**
   * The defaults with what is given in their place, and a preset's shape below that.
   *
   * @throws dev.assay.params.InvalidParams with all that is wrong
   */
  static PretrainParams parse(ObjectNode given) {
    return PARAMS.parse(ModelParams.withPreset(given));
  }

  TrainingPlan plan() {
    return training.plan(optimizer, evaluation.every, seed);
  }
}
