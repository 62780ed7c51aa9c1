package dev.assay.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.assay.corpus.LabelledBatch;
import java.util.Map;

/**
 * A GPT that says which class a text is of: a linear layer on what the model makes of the text's
 * last token, which alone has seen all of it.
 *
 * <p>B texts of T tokens, width C, K classes. The language model's own head is not used. Closing it
 * closes the GPT.
 */
public final class Classifier implements Trainable<LabelledBatch> {

  private final Gpt gpt;
  private final int classes;
  private final NDArray weight; // (K, C)
  private final NDArray bias; // (K)

  /**
   * @param gpt what to build on; gets two more parameters, {@code classifier.weight} and {@code
   *     classifier.bias}
   * @param classes K, at least 2
   */
  public Classifier(Gpt gpt, int classes) {
    this.gpt = gpt;
    this.classes = classes;
    gpt.parameters().freeze(name -> name.startsWith("lm_head."));
    weight = gpt.parameters().matrix("classifier.weight", classes, gpt.config().width());
    bias = gpt.parameters().zeros("classifier.bias", classes);
  }

  @Override
  public NDArray accumulate(LabelledBatch batch, float share, NDManager scope, Phases phases) {
    long start = System.nanoTime();
    ForwardPass pass = gpt.forward(gpt.ids(scope, batch.inputs(), batch.sequences()));
    NDArray logits = logits(gpt.kernels(), pass.hidden(), batch.lastPositions()); // (B, K)
    NDArray loss = gpt.kernels().call("cross_entropy", logits, scope.create(batch.labels())); // ()
    start = phases.since(start, Phases.Phase.FORWARD);
    Gpt.backward(loss, share);
    pass.backward(share);
    phases.since(start, Phases.Phase.BACKWARD);
    return loss;
  }

  private NDArray logits(Kernels kernels, NDArray hidden, int[] lastPositions) {
    NDArray summary = summary(gpt, kernels, hidden, lastPositions); // (B, C)
    return kernels.call("classes", summary, weight, bias); // (B, K)
  }

  /** The normed state of each sequence's last real token: (B, T, C) -> (B, C). */
  static NDArray summary(Gpt gpt, Kernels kernels, NDArray hidden, int[] lastPositions) {
    var last = new long[lastPositions.length];
    for (int b = 0; b < last.length; b++) {
      last[b] = lastPositions[b];
    }
    NDArray at = hidden.getManager().create(last); // (B)
    return kernels.call("summary", hidden, at, gpt.norm().gain(), gpt.norm().bias());
  }

  @Override
  public double evaluationLoss(LabelledBatch batch) {
    try (NDManager scope = newScope()) {
      NDArray logits = inferredLogits(batch, scope);
      return gpt.inference().call("cross_entropy", logits, scope.create(batch.labels())).getFloat();
    }
  }

  /** Probability of each class for each text: B·K, row by row. */
  public float[] probabilities(LabelledBatch batch) {
    try (NDManager scope = newScope()) {
      return gpt.inference().call("probabilities", inferredLogits(batch, scope)).toFloatArray();
    }
  }

  private NDArray inferredLogits(LabelledBatch batch, NDManager scope) {
    NDArray hidden = gpt.hidden(gpt.ids(scope, batch.inputs(), batch.sequences()));
    return logits(gpt.inference(), hidden, batch.lastPositions());
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
    return gpt.diagnostics();
  }

  @Override
  public void close() {
    gpt.close();
  }
}
