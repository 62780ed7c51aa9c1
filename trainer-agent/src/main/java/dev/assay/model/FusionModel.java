package dev.assay.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.assay.corpus.FusionBatch;
import java.util.Map;

/**
 * Joint fusion of a sequence and numbers (nuFormer, arXiv 2507.23267): the transformer's state at
 * the sequence's last token, beside periodic embeddings of the numbers (Gorishniy et al. 2022),
 * goes through the cross layers of a DCNv2 (Wang et al. 2021) to the classes. Trained end to end,
 * the sequence learns what matters given the numbers.
 *
 * <p>B sequences of T tokens with F numbers each, width C; D = C + F·d goes through the cross
 * layers, or F·d without the sequence. Closing it closes the GPT.
 */
public final class FusionModel implements Trainable<FusionBatch> {

  /** What the classes are told from. */
  public enum Inputs {
    SEQUENCE_AND_NUMBERS,
    NUMBERS
  }

  /**
   * @param features numbers F of a sequence, at least 1
   * @param classes K, at least 2
   * @param frequencies k of each number, at least 1
   * @param embedding width d of a number, at least 1
   * @param crossLayers at least 1
   */
  public record Shapes(
      int features, int classes, int frequencies, int embedding, int crossLayers) {}

  private final Gpt gpt;
  private final Inputs inputs;
  private final Shapes shapes;
  private final FusionHead head;

  /**
   * @param gpt reads the sequences; gets the parameters {@code fusion.…}
   */
  public FusionModel(Gpt gpt, Inputs inputs, Shapes shapes) {
    this.gpt = gpt;
    this.inputs = inputs;
    this.shapes = shapes;
    gpt.parameters().freeze(name -> inputs == Inputs.NUMBERS || name.startsWith("lm_head."));
    int sequenceWidth = inputs == Inputs.NUMBERS ? 0 : gpt.config().width();
    head = new FusionHead(gpt.parameters(), shapes, sequenceWidth);
  }

  @Override
  public NDArray accumulate(FusionBatch batch, float share, NDManager scope, Phases phases) {
    long start = System.nanoTime();
    Kernels kernels = gpt.kernels();
    NDArray numbers = numbers(batch, scope); // (B, F)
    NDArray labels = scope.create(batch.labels()); // (B)
    if (inputs == Inputs.NUMBERS) {
      NDArray loss = kernels.call("cross_entropy", head.logits(kernels, numbers), labels); // ()
      start = phases.since(start, Phases.Phase.FORWARD);
      Gpt.backward(loss, share);
      phases.since(start, Phases.Phase.BACKWARD);
      return loss;
    }
    ForwardPass pass = gpt.forward(gpt.ids(scope, batch.inputs(), batch.sequences()));
    NDArray sequence = summary(kernels, pass.hidden(), batch); // (B, C)
    NDArray logits = head.logits(kernels, sequence, numbers); // (B, K)
    NDArray loss = kernels.call("cross_entropy", logits, labels); // ()
    start = phases.since(start, Phases.Phase.FORWARD);
    Gpt.backward(loss, share);
    pass.backward(share);
    phases.since(start, Phases.Phase.BACKWARD);
    return loss;
  }

  private NDArray numbers(FusionBatch batch, NDManager scope) {
    return scope.create(batch.features(), new Shape(batch.sequences(), shapes.features)); // (B, F)
  }

  private NDArray summary(Kernels kernels, NDArray hidden, FusionBatch batch) {
    return Classifier.summary(gpt, kernels, hidden, batch.lastPositions()); // (B, C)
  }

  @Override
  public double evaluationLoss(FusionBatch batch) {
    try (NDManager scope = newScope()) {
      NDArray logits = inferredLogits(batch, scope);
      return gpt.inference().call("cross_entropy", logits, scope.create(batch.labels())).getFloat();
    }
  }

  /** Probability of each class for each sequence: B·K, row by row. */
  public float[] probabilities(FusionBatch batch) {
    try (NDManager scope = newScope()) {
      return gpt.inference().call("probabilities", inferredLogits(batch, scope)).toFloatArray();
    }
  }

  private NDArray inferredLogits(FusionBatch batch, NDManager scope) {
    Kernels kernels = gpt.inference();
    NDArray numbers = numbers(batch, scope);
    if (inputs == Inputs.NUMBERS) {
      return head.logits(kernels, numbers);
    }
    NDArray hidden = gpt.hidden(gpt.ids(scope, batch.inputs(), batch.sequences()));
    return head.logits(kernels, summary(kernels, hidden, batch), numbers);
  }

  public Gpt gpt() {
    return gpt;
  }

  public int classes() {
    return shapes.classes;
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
    return inputs == Inputs.NUMBERS ? Map.of() : gpt.diagnostics();
  }

  @Override
  public void close() {
    gpt.close();
  }
}
