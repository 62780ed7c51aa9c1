package dev.assay.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * GPT-2: embeddings, L pre-norm transformer blocks, a last norm, and a head tied to the token
 * embedding.
 *
 * <p>Shapes: B sequences of T tokens, width C in H heads, vocabulary V. All weights are F32; a
 * linear layer's weight is (out, in).
 *
 * <p>Use a model on the thread that made it.
 */
public final class Gpt implements AutoCloseable {

  private final GptConfig config;
  private final NDManager manager;
  private final Kernels training;
  private final Kernels inference;
  private final Parameters parameters;
  private final Embedding embedding;
  private final List<TransformerBlock> blocks = new ArrayList<>();
  private final NDArray normGain; // (C)
  private final NDArray normBias; // (C)

  /** An untrained model, initialised as GPT-2 is; its expected loss is ln V. */
  public Gpt(GptConfig config, ComputeDevice device, RandomGenerator random) {
    this.config = config;
    manager = NDManager.newBaseManager(device.djl(), "PyTorch");
    training = Kernels.forTraining(manager, config);
    inference = Kernels.forInference(manager, config.heads());
    parameters = new Parameters(manager, random, config.biases());
    embedding = new Embedding(parameters, config);
    for (int layer = 0; layer < config.layers(); layer++) {
      blocks.add(new TransformerBlock(layer, parameters, config));
    }
    normGain = parameters.gain("ln_f.weight", config.width());
    normBias = parameters.bias("ln_f.bias", config.width());
  }

  /**
   * Mean cross-entropy in nats per token, recorded for {@link #backward}.
   *
   * @param ids (B, T)
   * @param targets (B, T), the token after each of {@code ids}
   */
  public NDArray loss(NDArray ids, NDArray targets) {
    return loss(training, ids, targets);
  }

  /** The same without dropout and without a record for the backward pass. */
  public NDArray evaluationLoss(NDArray ids, NDArray targets) {
    return loss(inference, ids, targets);
  }

  /** Scores of every token at every position: (B, T) -> (B, T, V). */
  public NDArray logits(NDArray ids) {
    return logits(inference, hidden(inference, ids));
  }

  /** Scores of the token after the last: (B, T) -> (B, 1, V). */
  public NDArray nextLogits(NDArray ids) {
    NDArray x = hidden(inference, ids); // (B, T, C)
    return logits(inference, inference.call("last", x));
  }

  private NDArray loss(Kernels kernels, NDArray ids, NDArray targets) {
    NDArray logits = logits(kernels, hidden(kernels, ids)); // (B, T, V)
    return kernels.call("cross_entropy", logits, targets); // ()
  }

  private NDArray hidden(Kernels kernels, NDArray ids) {
    NDArray x = embedding.forward(kernels, ids); // (B, T, C)
    for (TransformerBlock block : blocks) {
      x = block.forward(kernels, x); // (B, T, C)
    }
    return x;
  }

  private NDArray logits(Kernels kernels, NDArray x) {
    return kernels.call("logits", x, normGain, normBias, embedding.tokens()); // (B, T, V)
  }

  /** Adds the gradients of {@code weight · loss} to those of the parameters. */
  public void backward(NDArray loss, float weight) {
    try (NDArray scale = loss.getManager().create(weight)) {
      JniUtils.backward((PtNDArray) loss, (PtNDArray) scale, false, false);
    }
  }

  /** Token ids on the model's device: (B, T). */
  public NDArray ids(NDManager scope, long[] flat, int sequences) {
    return scope.create(flat, new Shape(sequences, flat.length / sequences)); // (B, T)
  }

  /** A scope for the tensors of one step; close it at the step's end. */
  public NDManager newScope() {
    return manager.newSubManager();
  }

  public GptConfig config() {
    return config;
  }

  public Parameters parameters() {
    return parameters;
  }

  /** The kernels for the optimiser's arithmetic. */
  public Kernels kernels() {
    return training;
  }

  /** Size and cost in one line; {@code batch} sequences are trained at a time. */
  public String describe(int batch) {
    return "GPT %d layers x %d wide, %d heads, context %d, vocabulary %d: %,d parameters, %.2f MFLOP per token (6 N_matmul + 12 L C T), about %,d MB to train with batch %d"
        .formatted(
            config.layers(),
            config.width(),
            config.heads(),
            config.context(),
            config.vocabulary(),
            config.parameterCount(),
            config.flopsPerToken() / 1e6,
            MemoryEstimate.ofTraining(config, batch).total() / 1_000_000,
            batch);
  }

  @Override
  public void close() {
    training.close();
    inference.close();
    manager.close();
  }
}
