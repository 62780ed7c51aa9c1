package dev.assay.recipes;

import dev.assay.corpus.WordNetGlosses;
import dev.assay.model.ComputeDevice;
import dev.assay.model.GptConfig;
import dev.assay.training.Sampler;
import dev.assay.training.TrainingPlan;
import tools.jackson.databind.node.ObjectNode;

/**
 * The params of {@link Pretrain}. The records are the params' tree: {@code optimizer.peakLr}.
 *
 * @param steps optimiser steps
 * @param batch sequences per forward pass
 * @param accumulation forward and backward passes per step
 * @param seed of the weights, the batches and the samples
 * @param device {@link ComputeDevice#CHOICES auto, cpu or cuda}
 * @param reportEvery steps between points of the training metrics
 */
public record PretrainParams(
    Model model,
    Data data,
    Optimizer optimizer,
    Evaluation evaluation,
    int steps,
    int batch,
    int accumulation,
    int seed,
    String device,
    int reportEvery) {

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

  public PretrainParams {
    if (!ComputeDevice.CHOICES.contains(device)) {
      throw new IllegalArgumentException(
          "device is %s; must be one of %s"
              .formatted(device, String.join(", ", ComputeDevice.CHOICES)));
    }
  }

  /** The transformer's shape; the vocabulary is the tokenizer's. See {@link GptConfig}. */
  public record Model(
      int layers, int heads, int width, int context, double dropout, boolean biases) {}

  /**
   * @param corpus wordnet-glosses, or the path of a text file or folder on the agent's machine,
   *     which must be in a folder that the agent was started with
   * @param validationFraction share of the documents that is not trained on
   */
  public record Data(String corpus, double validationFraction) {

    public Data {
      if (!(validationFraction > 0 && validationFraction < 1)) {
        throw new IllegalArgumentException(
            "data.validationFraction is %s; must be above 0 and below 1"
                .formatted(validationFraction));
      }
    }
  }

  /** AdamW and its schedule. See {@link TrainingPlan}. */
  public record Optimizer(
      double peakLr,
      double minLr,
      int warmupSteps,
      double weightDecay,
      double beta1,
      double beta2,
      double clipNorm) {}

  /**
   * @param every steps between evaluations
   * @param windows sequences of validation text, at least 1
   * @param prompt what a sample begins with
   * @param sampleTokens longest sample, 0 (none) to 10000
   * @param temperature of the samples, above 0
   * @param topK samples are drawn from this many best tokens
   */
  public record Evaluation(
      int every, int windows, String prompt, int sampleTokens, double temperature, int topK) {

    public Evaluation {
      if (windows < 1) {
        throw new IllegalArgumentException(
            "evaluation.windows is " + windows + "; must be at least 1");
      }
      if (sampleTokens < 0 || sampleTokens > 10_000) {
        throw new IllegalArgumentException(
            "evaluation.sampleTokens is " + sampleTokens + "; must be 0 to 10000");
      }
    }
  }

  /**
   * The defaults with what is given in their place. All ranges are checked.
   *
   * @throws IllegalArgumentException naming param, value and rule
   */
  static PretrainParams parse(ObjectNode given) {
    PretrainParams params = ParamTree.overlay(DEFAULTS, given, PretrainParams.class);
    params.requireInRange();
    return params;
  }

  /** The records that the params become know their ranges: making them is the check. */
  private void requireInRange() {
    int anyVocabulary = 2;
    gpt(anyVocabulary);
    plan();
    sampler();
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
