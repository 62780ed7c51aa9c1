package dev.assay.recipes;

import dev.assay.model.ComputeDevice;
import dev.assay.model.Execution;
import dev.assay.model.GptConfig;
import dev.assay.model.MemoryEstimate;
import dev.assay.training.TrainingObserver;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;

/**
 * What a training costs: predicted from the model's shape before it begins, and measured while it
 * runs.
 */
final class Resources {

  private final GptConfig config;
  private final Execution execution;
  private final MemoryEstimate predicted;
  private final double workShare;
  private final long residentBefore = ComputeDevice.residentBytes();
  private double peakFlops = Double.NaN;
  private double tokensPerSecond = Double.NaN;

  private Resources(
      GptConfig config, Execution execution, MemoryEstimate predicted, double workShare) {
    this.config = config;
    this.execution = execution;
    this.predicted = predicted;
    this.workShare = workShare;
  }

  /**
   * Predicts.
   *
   * @param batch sequences at a time
   * @throws IllegalArgumentException when it does not fit into the device's memory; the message
   *     says what would
   */
  static Resources predict(GptConfig config, Execution execution, int batch) {
    long available = execution.device().availableBytes();
    return new Resources(
        config, execution, MemoryEstimate.requireFits(config, execution, batch, available), 1);
  }

  /**
   * The same of a model that is there already.
   *
   * @param trained parameters that are trained
   */
  static Resources predict(GptConfig config, Execution execution, int batch, long trained) {
    // what its weights and gradients take is no longer available, and need not be
    long available = execution.device().availableBytes() + 8 * config.parameterCount();
    return new Resources(
        config,
        execution,
        MemoryEstimate.requireFits(config, execution, batch, trained, available),
        1);
  }

  /**
   * The same where a step does only a part of the transformer's work.
   *
   * @param share 1/3 when it is read and not trained, 0 when it is not looked at: then there are no
   *     figures of operations
   */
  Resources working(double share) {
    return new Resources(config, execution, predicted, share);
  }

  /** Of training all of the transformer. */
  double flopsPerToken() {
    return config.flopsPerToken();
  }

  private double workPerToken() {
    return workShare * config.flopsPerToken();
  }

  /** What is known before the run, as its tags. */
  Map<String, String> tags() {
    Map<String, String> tags = new TreeMap<>();
    tags.put("device", execution.device().kind().wireName());
    tags.put("device.name", execution.device().name());
    tags.put("predicted.parameters", String.valueOf(config.parameterCount()));
    tags.put("predicted.flops_per_token", "%.0f".formatted(flopsPerToken()));
    tags.put("predicted.memory_bytes", String.valueOf(predicted.total()));
    tags.put("predicted.activation_bytes", String.valueOf(predicted.activations()));
    tags.put("predicted.optimizer_bytes", String.valueOf(predicted.optimizer()));
    return tags;
  }

  /** To be called before the first step: it takes a moment, which is none of the training's. */
  void measurePeak() {
    peakFlops = execution.device().peakFlops(execution.precision());
  }

  /** Metrics of a step that is reported. */
  SequencedMap<String, Double> at(TrainingObserver.Step step) {
    tokensPerSecond = step.tokensPerSecond();
    SequencedMap<String, Double> metrics = new LinkedHashMap<>();
    if (workShare > 0) {
      double flops = tokensPerSecond * workPerToken();
      metrics.put("flops", step.tokens() * workPerToken());
      metrics.put("flops_per_second", flops);
      metrics.put("mfu", flops / peakFlops);
    }
    metrics.put("memory/peak_bytes", (double) execution.device().peakUsedBytes());
    return metrics;
  }

  /** What it came to, as tags beside those of {@link #tags}. */
  Map<String, String> measured() {
    Map<String, String> tags = new TreeMap<>();
    long used = execution.device().peakUsedBytes() - residentBefore;
    tags.put("measured.memory_bytes", String.valueOf(Math.max(0, used)));
    if (!Double.isNaN(tokensPerSecond)) {
      tags.put("measured.tokens_per_second", "%.0f".formatted(tokensPerSecond));
    }
    if (!Double.isNaN(tokensPerSecond) && workShare > 0) {
      double flops = tokensPerSecond * workPerToken();
      tags.put("measured.flops_per_second", "%.0f".formatted(flops));
      tags.put("measured.peak_flops_per_second", "%.0f".formatted(peakFlops));
      tags.put("measured.mfu", "%.3f".formatted(flops / peakFlops));
    }
    return tags;
  }
}
