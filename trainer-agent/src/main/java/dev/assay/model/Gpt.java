package dev.assay.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.JniUtils;
import dev.assay.corpus.Batch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;

/**
 * A language model: embeddings, L pre-norm transformer blocks, a last norm, and a head.
 *
 * <p>Shapes: B sequences of T tokens, width C in H heads, vocabulary V. All weights are F32; a
 * linear layer's weight is (out, in).
 *
 * <p>Use a model on the thread that made it.
 */
public final class Gpt implements Trainable<Batch> {

  /** Logits are made for so many numbers at a time: their memory is bounded for any vocabulary. */
  public static final int LOGITS_AT_ONCE = 1 << 24;

  private final GptConfig config;
  private final Execution execution;
  private final NDManager manager;
  private final Kernels training;
  private final Kernels inference;
  private final Parameters parameters;
  private final Body body;
  private final Norm norm;
  private final NDArray head; // (V, C)
  private Routing routing = new Routing();
  private boolean adapted;

  /** An untrained model in F32, initialised as GPT-2 is; its expected loss is ln V. */
  public Gpt(GptConfig config, ComputeDevice device, RandomGenerator random) {
    this(config, Execution.on(device), random);
  }

  /** An untrained model. */
  public Gpt(GptConfig config, Execution execution, RandomGenerator random) {
    this.config = config;
    this.execution = execution;
    manager = NDManager.newBaseManager(execution.device().djl(), "PyTorch");
    training = Kernels.forTraining(manager, config, execution.precision());
    inference = Kernels.forInference(manager, config, execution.precision());
    parameters = new Parameters(manager, random, config.biases());
    body = new Body(config, parameters, Rope.of(manager, config));
    norm = Norm.of("ln_f", parameters, config);
    head =
        config.tiedHead()
            ? body.embedding().tokens()
            : parameters.matrix("lm_head.weight", config.vocabulary(), config.width());
  }

  @Override
  public NDArray accumulate(Batch batch, float weight, NDManager scope, Phases phases) {
    long start = System.nanoTime();
    ForwardPass pass = forward(ids(scope, batch.inputs(), batch.sequences()));
    NDArray targets = scope.create(batch.targets()); // (BT)
    int count = Math.max(1, batch.targetCount());
    NDList hidden = rows(pass.hidden()); // (rows, C) each
    NDList wanted = targets.split(splits(batch.tokens()), 0); // (rows) each
    NDArray[] losses = new NDArray[hidden.size()]; // () each
    for (int part = 0; part < losses.length; part++) {
      NDArray logits = logits(training, hidden.get(part)); // (rows, V)
      NDArray sum = training.call("cross_entropy_sum", logits, wanted.get(part)); // ()
      logits.close();
      start = phases.since(start, Phases.Phase.FORWARD);
      backward(sum, weight / count);
      losses[part] = sum;
      start = phases.since(start, Phases.Phase.BACKWARD);
    }
    pass.backward(weight);
    phases.since(start, Phases.Phase.BACKWARD);
    return mean(losses, count, scope);
  }

  /** Begins a training pass: (B, T) -> (B, T, C) before the last norm. */
  ForwardPass forward(NDArray ids) {
    var pass = new ForwardPass(body, training, ids, execution.recompute());
    routing = pass.routing();
    return pass;
  }

  /** The same without dropout, without a way back. */
  NDArray hidden(NDArray ids) {
    return body.forward(inference, ids, new Routing());
  }

  private NDArray logits(Kernels kernels, NDArray x) {
    return kernels.call("logits", x, norm.gain(), norm.bias(), head); // (…, C) -> (…, V)
  }

  /** Rows of hidden states in as many parts as their logits are made in: (B, T, C) -> (rows, C). */
  private NDList rows(NDArray hidden) {
    long tokens = hidden.size() / config.width();
    return hidden.reshape(tokens, config.width()).split(splits(tokens), 0);
  }

  /** Numbers in the largest tensor of logits that training makes. */
  static long logitsAtOnce(GptConfig config, long tokens) {
    return Math.min(tokens, rowsAtOnce(config)) * config.vocabulary();
  }

  private static long rowsAtOnce(GptConfig config) {
    return Math.max(1, LOGITS_AT_ONCE / config.vocabulary());
  }

  /** Where the rows are split. */
  private long[] splits(long tokens) {
    long rows = rowsAtOnce(config);
    return LongStream.iterate(rows, at -> at < tokens, at -> at + rows).toArray();
  }

  private NDArray mean(NDArray[] sums, int count, NDManager scope) {
    try (IValue list = Kernels.list(List.of(sums));
        IValue n = IValue.from((double) count);
        IValue mean = training.run("sum_over", list, n)) {
      return Kernels.tensor(mean, scope);
    }
  }

  /** Adds the gradients of {@code weight · loss}. */
  static void backward(NDArray loss, float weight) {
    try (NDArray scale = loss.getManager().create(weight)) {
      JniUtils.backward((PtNDArray) loss, (PtNDArray) scale, false, false);
    }
  }

  @Override
  public double evaluationLoss(Batch batch) {
    double sum = 0;
    try (NDManager scope = newScope()) {
      NDList hidden = rows(hidden(ids(scope, batch.inputs(), batch.sequences())));
      NDList targets = scope.create(batch.targets()).split(splits(batch.tokens()), 0);
      for (int part = 0; part < hidden.size(); part++) {
        try (NDArray logits = logits(inference, hidden.get(part));
            NDArray loss = inference.call("cross_entropy_sum", logits, targets.get(part))) {
          sum += loss.getFloat();
        }
      }
    }
    return sum / Math.max(1, batch.targetCount());
  }

  /** What the model thinks of each target of a batch that counts, in their order. */
  public List<TokenScore> scores(Batch batch) {
    List<TokenScore> scores = new ArrayList<>(batch.targetCount());
    try (NDManager scope = newScope()) {
      NDList hidden = rows(hidden(ids(scope, batch.inputs(), batch.sequences())));
      NDList targets = scope.create(batch.targets()).split(splits(batch.tokens()), 0);
      for (int part = 0; part < hidden.size(); part++) {
        try (NDArray logits = logits(inference, hidden.get(part));
            NDArray table =
                inference.call("token_scores", logits, targets.get(part))) { // (4, rows)
          float[] values = table.toFloatArray();
          long[] wanted = targets.get(part).toLongArray();
          for (int row = 0; row < wanted.length; row++) {
            if (wanted[row] != Batch.IGNORED) {
              scores.add(
                  new TokenScore(
                      values[row],
                      Math.min(values[wanted.length + row], 1), // rounding may go beyond
                      values[2 * wanted.length + row] != 0,
                      (int) values[3 * wanted.length + row]));
            }
          }
        }
      }
    }
    return scores;
  }

  /**
   * @param lossNats negative log-likelihood of the target
   * @param confidence probability of the likeliest token, at most 1
   * @param correct whether that is the target
   * @param above how many tokens are likelier than the target
   */
  public record TokenScore(float lossNats, float confidence, boolean correct, int above) {}

  /** Scores of every token at every position: (B, T) -> (B, T, V). */
  public NDArray logits(NDArray ids) {
    return logits(inference, hidden(ids));
  }

  @Override
  public Map<String, Double> diagnostics() {
    if (!config.hasExperts()) {
      return Map.of();
    }
    return Map.of(
        "moe/balance_loss",
        routing.balanceLoss(),
        "moe/dropped_assignments",
        (double) routing.droppedAssignments());
  }

  /** Token ids on the model's device: (B, T). */
  public NDArray ids(NDManager scope, long[] flat, int sequences) {
    return scope.create(flat, new Shape(sequences, flat.length / sequences)); // (B, T)
  }

  /** Names of the linear layers that may have a low-rank update. */
  public List<String> adaptable() {
    List<String> names = new ArrayList<>();
    for (int layer = 0; layer < body.layers(); layer++) {
      body.block(layer).linears().forEach(linear -> names.add(linear.name()));
    }
    return names;
  }

  /**
   * Gives linear layers a low-rank update and freezes all else.
   *
   * @param rank r of the updates, at least 1
   * @param alpha the update is scaled by α/r
   * @param layers which, by name: {@code h.0.attn.qkv}
   * @return how many layers have one now
   * @throws IllegalStateException when the model has some already
   */
  public int adapt(int rank, double alpha, Predicate<String> layers) {
    if (adapted) {
      throw new IllegalStateException("the model has low-rank updates already");
    }
    adapted = true;
    parameters.freeze(name -> true);
    int count = 0;
    for (int layer = 0; layer < body.layers(); layer++) {
      for (Linear linear : body.block(layer).linears()) {
        if (layers.test(linear.name())) {
          linear.adapt(parameters, rank, alpha);
          count++;
        }
      }
    }
    return count;
  }

  /** A memory for generation, one token after the other. */
  public KeyValueCache cache(int sequences) {
    return new KeyValueCache(config, body, norm, head, inference, manager, sequences);
  }

  @Override
  public NDManager newScope() {
    return manager.newSubManager();
  }

  /** Size and cost of each part, as a table; {@code batch} sequences are trained at a time. */
  public String describe(int batch) {
    return Description.of(config, execution, batch);
  }

  public GptConfig config() {
    return config;
  }

  public Execution execution() {
    return execution;
  }

  @Override
  public Parameters parameters() {
    return parameters;
  }

  @Override
  public Kernels kernels() {
    return training;
  }

  Kernels inference() {
    return inference;
  }

  Norm norm() {
    return norm;
  }

  @Override
  public void close() {
    training.close();
    inference.close();
    manager.close();
  }
}
