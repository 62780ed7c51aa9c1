package dev.assay.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A GPT with a head that tells which of K classes a sequence is of, trained with the cross-entropy
 * of the labels.
 *
 * <p>B sequences of T tokens, width C. Closing it closes the GPT. The language model's own head is
 * not used.
 *
 * @param <B> its batches
 */
public abstract sealed class ClassModel<B> implements Trainable<B> permits Classifier, FusionModel {

  private final Gpt gpt;
  private final int classes;

  ClassModel(Gpt gpt, int classes) {
    this.gpt = gpt;
    this.classes = classes;
    gpt.parameters().freeze(name -> name.startsWith("lm_head."));
  }

  /** Classes of the batch's sequences, B. */
  public abstract long[] labels(B batch);

  /** Token ids of the batch: (B, T), in that scope. */
  abstract NDArray ids(B batch, NDManager scope);

  /** Whether the sequences are looked at. */
  abstract boolean readsSequences();

  /**
   * Scores of the classes, (B, K).
   *
   * @param hidden what the body makes of the sequences, (B, T, C); asked only where they are read
   */
  abstract NDArray logits(Kernels kernels, B batch, Supplier<NDArray> hidden, NDManager scope);

  @Override
  public NDArray accumulate(B batch, float weight, NDManager scope, Phases phases) {
    long start = System.nanoTime();
    Optional<ForwardPass> pass =
        readsSequences() ? Optional.of(gpt.forward(ids(batch, scope))) : Optional.empty();
    NDArray loss = loss(gpt.kernels(), batch, () -> pass.orElseThrow().hidden(), scope);
    start = phases.since(start, Phases.Phase.FORWARD);
    Gpt.backward(loss, weight);
    pass.ifPresent(body -> body.backward(weight));
    phases.since(start, Phases.Phase.BACKWARD);
    return loss;
  }

  private NDArray loss(Kernels kernels, B batch, Supplier<NDArray> hidden, NDManager scope) {
    NDArray logits = logits(kernels, batch, hidden, scope); // (B, K)
    return kernels.call("cross_entropy", logits, scope.create(labels(batch))); // ()
  }

  @Override
  public double evaluationLoss(B batch) {
    try (NDManager scope = newScope()) {
      return loss(gpt.inference(), batch, inferred(batch, scope), scope).getFloat();
    }
  }

  /** Probability of each class for each sequence: B·K, row by row. */
  public float[] probabilities(B batch) {
    try (NDManager scope = newScope()) {
      NDArray logits = logits(gpt.inference(), batch, inferred(batch, scope), scope); // (B, K)
      return gpt.inference().call("probabilities", logits).toFloatArray();
    }
  }

  private Supplier<NDArray> inferred(B batch, NDManager scope) {
    return () -> gpt.hidden(ids(batch, scope));
  }

  /** The normed state of each sequence's last real token: (B, T, C) -> (B, C). */
  NDArray summary(Kernels kernels, NDArray hidden, int[] lastPositions) {
    long[] last = Arrays.stream(lastPositions).asLongStream().toArray();
    NDArray at = hidden.getManager().create(last); // (B)
    return kernels.call("summary", hidden, at, gpt.norm().gain(), gpt.norm().bias());
  }

  public int classes() {
    return classes;
  }

  public Gpt gpt() {
    return gpt;
  }

  @Override
  public Parameters parameters() {
    return gpt.parameters();
  }

  @Override
  public Kernels kernels() {
    return gpt.kernels();
  }

  @Override
  public NDManager newScope() {
    return gpt.newScope();
  }

  @Override
  public Map<String, Double> diagnostics() {
    return readsSequences() ? gpt.diagnostics() : Map.of();
  }

  @Override
  public void close() {
    gpt.close();
  }
}
