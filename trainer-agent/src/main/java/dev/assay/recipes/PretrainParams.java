package dev.assay.recipes;

import dev.assay.corpus.WordNetGlosses;
import dev.assay.model.Gpt;
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

  // What a run will take and make, for who plans with the schema, in the server's language of
  // formulas, of 1000 characters at most. Nothing where a preset or the corpus decides.

  private static final String STEPS_OR_TOKENS =
      """
      if(training.tokens > 0, training.tokens, training.steps * training.batch * training.accumulation * model.context)""";

  private static final String VOCABULARY =
      """
      if(data.tokenizer == "bytes", 257, if(data.tokenizer == "gpt2", 50257, if(data.tokenizer == "bpe", data.vocabulary)))""";

  private static final String HIDDEN = "if(model.hidden > 0, model.hidden, 4 * model.width)";

  private static final String KEYS_BY_QUERIES =
      "if(model.kvHeads > 0, model.kvHeads, model.heads) / model.heads";

  /** {@link GptConfig#flopsPerToken}. */
  private static final String FLOPS_OF_TOKEN =
      """
      (6 * (model.layers * (2 * model.width ** 2 * (1 + %s)
         + model.width * if(model.activation == "swiglu", 3, 2) * %s
           * if(model.experts.count > 0, model.experts.topK, 1)
         + model.width * model.experts.count)
        + model.width * %s)
       + 12 * model.layers * model.width * if(model.window > 0, min(model.window, model.context), model.context))"""
          .formatted(KEYS_BY_QUERIES, HIDDEN, VOCABULARY);

  private static final String FLOPS =
      """
      if(model.preset == "custom" and not training.minutes > 0,
       if(training.flops > 0, training.flops,
        %s
        * %s))"""
          .formatted(STEPS_OR_TOKENS, FLOPS_OF_TOKEN);

  private static final String TOKENS =
      """
      if(model.preset == "custom" and not training.minutes > 0,
       if(training.flops > 0, training.flops / %s,
        %s))"""
          .formatted(FLOPS_OF_TOKEN, STEPS_OR_TOKENS);

  private static final String SECONDS = "60 * training.minutes";

  /** {@link GptConfig#parameterCount}. */
  private static final String PARAMETERS =
      """
      if(model.preset == "custom", model.width * (%s * if(model.tiedHead, 1, 2)
         + if(model.positions == "learned", model.context, 0)
         + (1 + 2 * model.layers) * if(model.norm == "layer" and model.biases, 2, 1))
       + model.layers * (2 * model.width * (model.width + if(model.biases, 1, 0)) * (1 + %s)
         + if(model.qkNorm, 2 * model.width / model.heads, 0)
         + max(1, model.experts.count) * if(model.activation == "swiglu", 3, 2) * model.width * %s
         + if(model.experts.count > 0, model.experts.count * model.width,
            if(model.biases, if(model.activation == "swiglu", 2, 1) * %s + model.width, 0))))"""
          .formatted(VOCABULARY, KEYS_BY_QUERIES, HIDDEN, HIDDEN);

  /**
   * {@link dev.assay.model.MemoryEstimate} but for what one row of logits is rounded to. It looks
   * at the value of {@code x-params}.
   */
  private static final String MEMORY =
      """
      if(training.precision == "bf16", 18, 16) * `x-params` + training.batch * model.context
       * (model.width * (8 + if(training.recompute, 4 * model.layers, 0))
         + if(training.recompute, 1, model.layers) * (8 * model.width
           + if(training.precision == "bf16", 2, 4) * (model.width * (4 + 2 * %s + if(model.dropout > 0, 2, 0))
             + if(model.experts.count > 0, model.experts.topK, 1) * (if(model.activation == "swiglu", 4, 2) * %s
               + if(model.experts.count > 0, 2 * model.width, 0)))
           + if(model.dropout > 0 and training.device != "cuda", 16 * model.heads * model.context, 0)))
       + 16 * min(training.batch * model.context * VOCABULARY, LOGITS)"""
          .formatted(KEYS_BY_QUERIES, HIDDEN)
          .replace("VOCABULARY", VOCABULARY)
          .replace("LOGITS", "" + Gpt.LOGITS_AT_ONCE);

  /** Of {@link #PARAMS}, with what a run will take and make. */
  static ObjectNode schema() {
    ObjectNode schema = PARAMS.schema();
    schema.put("x-flops", onOneLine(FLOPS));
    schema.put("x-seconds", SECONDS);
    schema.put("x-params", onOneLine(PARAMETERS));
    schema.put("x-tokens", onOneLine(TOKENS));
    schema.put("x-memory-bytes", onOneLine(MEMORY));
    return schema;
  }

  private static String onOneLine(String formula) {
    return formula.replaceAll("\\s+", " ");
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
