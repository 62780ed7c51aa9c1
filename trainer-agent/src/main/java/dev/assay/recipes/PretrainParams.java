package dev.assay.recipes;

import dev.assay.corpus.WordNetGlosses;
import dev.assay.model.GptConfig;
import dev.assay.params.Checked;
import dev.assay.params.Findings;
import dev.assay.params.Param;
import dev.assay.params.Params;
import dev.assay.training.Sampler;
import dev.assay.training.TrainingPlan;
import tools.jackson.databind.node.ObjectNode;

/** The params of {@link Pretrain}. The records are the params' tree: {@code optimizer.peakLr}. */
public record PretrainParams(
    @Param("The transformer's shape; the vocabulary is the tokenizer's.") Model model,
    @Param("What is trained on.") Data data,
    @Param("AdamW and its schedule.") Optimizer optimizer,
    @Param("What is measured and written meanwhile.") Evaluation evaluation,
    @Param(value = "Optimiser steps.", min = 1) int steps,
    @Param(value = "Sequences per forward pass.", min = 1) int batch,
    @Param(value = "Forward and backward passes per step.", min = 1) int accumulation,
    @Param("Of the weights, the batches and the samples.") int seed,
    @Param(
            value = "What computes; auto is CUDA where there is any, else the CPU.",
            choices = {"auto", "cpu", "cuda"})
        String device,
    @Param(value = "Steps between points of the training metrics.", min = 1) int reportEvery)
    implements Checked {

  /**
   * Sized for about two minutes on two cores that a server and a browser share; what was tried is
   * in docs/experiments.md.
   */
  public static final PretrainParams DEFAULTS =
      new PretrainParams(
          new Model(4, 4, 128, 64, 0, true),
          new Data(WordNetGlosses.NAME, 0.02),
          new Optimizer(3e-3, 1e-4, 150, 0.1, 0.9, 0.99, 1.0),
          new Evaluation(250, 256, "boat: ", 160, 0.8, 40),
          2400,
          8,
          1,
          7,
          "auto",
          10);

  public static final Params<PretrainParams> PARAMS =
      Params.of(DEFAULTS, "Trains a GPT from nothing on a corpus and keeps a checkpoint of it.");

  /** See {@link GptConfig}. */
  public record Model(
      @Param(value = "Transformer blocks.", min = 1, max = 128) int layers,
      @Param(value = "Attention heads, a divisor of the width.", min = 1) int heads,
      @Param(value = "Width of the embedding.", min = 1, max = 16_384) int width,
      @Param(value = "Longest sequence in tokens.", min = 1, max = 65_536) int context,
      @Param(value = "Probability of dropping an activation in training.", min = 0, below = 1)
          double dropout,
      @Param("Whether linear layers and layer norms have biases.") boolean biases)
      implements Checked {

    @Override
    public void check(Findings findings) {
      findings.require(
          width % heads == 0, "heads", heads, "must divide the width, " + width, "width");
    }
  }

  public record Data(
      @Param(
              value =
                  "wordnet-glosses, or the path of a text file or folder on the agent's machine,"
                      + " which must be in a folder that the agent was started with.",
              notEmpty = true)
          String corpus,
      @Param(value = "Share of the documents that is not trained on.", above = 0, below = 1)
          double validationFraction) {}

  /** See {@link TrainingPlan}. */
  public record Optimizer(
      @Param(value = "Learning rate after the warm-up.", above = 0, below = 1) double peakLr,
      @Param(value = "Learning rate at the end.", min = 0) double minLr,
      @Param(value = "Steps in which the learning rate grows from 0.", min = 0) int warmupSteps,
      @Param(value = "AdamW's decoupled decay of matrices.", min = 0, max = 10) double weightDecay,
      @Param(value = "Decay of the mean of the gradients.", min = 0, below = 1) double beta1,
      @Param(value = "Decay of the mean of their squares.", min = 0, below = 1) double beta2,
      @Param(value = "Largest norm of the gradients of a step.", above = 0) double clipNorm)
      implements Checked {

    @Override
    public void check(Findings findings) {
      findings.require(
          minLr <= peakLr, "minLr", minLr, "must be at most peakLr, " + peakLr, "peakLr");
    }
  }

  public record Evaluation(
      @Param(value = "Steps between evaluations.", min = 1) int every,
      @Param(value = "Sequences of validation text.", min = 1) int windows,
      @Param("What a sample begins with.") String prompt,
      @Param(value = "Longest sample; 0 is none.", min = 0, max = 10_000) int sampleTokens,
      @Param(value = "Of the samples.", above = 0) double temperature,
      @Param(value = "Samples are drawn from this many best tokens.", min = 1) int topK) {}

  @Override
  public void check(Findings findings) {
    findings.require(
        optimizer.warmupSteps <= steps,
        "optimizer.warmupSteps",
        optimizer.warmupSteps,
        "must be at most steps, " + steps,
        "steps");
    // the records that the params become know their ranges too
    int anyVocabulary = 2;
    findings.attempt(() -> gpt(anyVocabulary));
    findings.attempt(this::plan);
    findings.attempt(this::sampler);
  }

  /**
   * The defaults with what is given in their place.
   *
   * @throws dev.assay.params.InvalidParams with all that is wrong
   */
  static PretrainParams parse(ObjectNode given) {
    return PARAMS.parse(given);
  }

  GptConfig gpt(int vocabulary) {
    return GptConfig.gpt2(model.layers, model.heads, model.width, model.context, vocabulary)
        .with(
            draft -> {
              draft.dropout = model.dropout;
              draft.biases = model.biases;
            });
  }

  TrainingPlan plan() {
    return new TrainingPlan(
        steps,
        batch,
        accumulation,
        optimizer.peakLr,
        optimizer.minLr,
        optimizer.warmupSteps,
        optimizer.weightDecay,
        optimizer.beta1,
        optimizer.beta2,
        optimizer.clipNorm,
        evaluation.every,
        reportEvery);
  }

  Sampler sampler() {
    return new Sampler(evaluation.temperature, evaluation.topK);
  }
}
