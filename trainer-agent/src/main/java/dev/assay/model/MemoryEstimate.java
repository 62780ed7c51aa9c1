package dev.assay.model;

import java.util.ArrayList;
import java.util.List;

/**
 * What training will hold in memory, in bytes, predicted from the shapes alone.
 *
 * <p>Activations are those kept for the backward pass. Of each token and block: the residual stream
 * before both norms (2·C), the norms' answers (2·C), queries, keys, values and the attention's
 * answer (2·C + 2·Hkv·D), and what surrounds the activation function (2·F, 4·F with a gate); with
 * experts the last comes once for each chosen one. Matrix products in bfloat16 halve all but the
 * residual stream and keep a copy of the weights. Recomputation keeps C of each block and the rest
 * of one. Around the head: 2·C a token, and four times the logits that are made at a time.
 * Temporary buffers, the JVM and libtorch itself (about 400 MB) come on top.
 *
 * @param weights 4 bytes a parameter
 * @param gradients 4 bytes a parameter
 * @param optimizer AdamW's two moments, 8 bytes a trained parameter; Muon's one is half of that
 * @param activations for one batch
 */
public record MemoryEstimate(long weights, long gradients, long optimizer, long activations) {

  private static final long F32 = Float.BYTES;

  /**
   * For training all of a model.
   *
   * @param batch sequences of full context at a time
   */
  public static MemoryEstimate ofTraining(GptConfig config, Execution execution, int batch) {
    return ofTraining(config, execution, batch, config.parameterCount());
  }

  /**
   * For training some of a model.
   *
   * @param batch sequences of full context at a time
   * @param trained parameters that are
   */
  public static MemoryEstimate ofTraining(
      GptConfig config, Execution execution, int batch, long trained) {
    long n = config.parameterCount();
    return new MemoryEstimate(
        F32 * n, F32 * n, 2 * F32 * trained, activations(config, execution, batch));
  }

  private static long activations(GptConfig config, Execution execution, int batch) {
    long tokens = (long) batch * config.context();
    long c = config.width();
    boolean half = execution.precision() == Execution.Precision.BF16;
    long stream = F32 * 2 * c;
    long inside = (half ? F32 / 2 : F32) * insideBlock(config);
    long perToken =
        execution.recompute()
            ? F32 * c * config.layers() + stream + inside
            : config.layers() * (stream + inside);
    // without a fused kernel for it, dropout in the attention keeps its (T, T) matrices on a CPU
    boolean keepsMatrices =
        config.dropout() > 0 && execution.device().kind() == ComputeDevice.Kind.CPU;
    long matrices =
        keepsMatrices ? F32 * 4 * config.heads() * (long) config.context() : 0; // a token and block
    perToken += execution.recompute() ? matrices : config.layers() * matrices;
    long copies = half ? 2 * config.parameterCount() : 0;
    return tokens * (perToken + F32 * 2 * c) + copies + 4 * F32 * Gpt.logitsAtOnce(config, tokens);
  }

  /** Numbers of a token in a block, but for the residual stream. */
  private static long insideBlock(GptConfig config) {
    long c = config.width();
    long around = config.activation() == GptConfig.Activation.SWIGLU ? 4 : 2;
    long feedForward = around * config.hidden();
    if (config.hasExperts()) {
      feedForward = config.experts().topK() * (feedForward + 2 * c);
    }
    long dropout = config.dropout() > 0 ? 2 * c : 0;
    return 2 * c + 2 * c + 2L * config.kvWidth() + feedForward + dropout;
  }

  public long total() {
    return weights + gradients + optimizer + activations;
  }

  /**
   * Refuses a model before anything of it is allocated.
   *
   * @param batch sequences at a time
   * @throws IllegalArgumentException when the estimate is above the available bytes; the message
   *     says what would fit
   */
  public static MemoryEstimate requireFits(
      GptConfig config, Execution execution, int batch, long availableBytes) {
    return requireFits(config, execution, batch, config.parameterCount(), availableBytes);
  }

  /**
   * The same where only some parameters are trained.
   *
   * @param trained parameters that are: only these have moments
   */
  public static MemoryEstimate requireFits(
      GptConfig config, Execution execution, int batch, long trained, long availableBytes) {
    MemoryEstimate estimate = ofTraining(config, execution, batch, trained);
    if (estimate.total() > availableBytes) {
      throw new IllegalArgumentException(
          "the model needs about %s to train and %s are available; %s"
              .formatted(
                  megabytes(estimate.total()),
                  megabytes(availableBytes),
                  advice(config, execution, batch, availableBytes)));
    }
    return estimate;
  }

  /**
   * Refuses a model that cannot even be held, with the gradients that its parameters are born with.
   *
   * @throws IllegalArgumentException when it takes more than the available bytes
   */
  public static void requireLoads(GptConfig config, long availableBytes) {
    long bytes = 2 * F32 * config.parameterCount();
    if (bytes > availableBytes) {
      throw new IllegalArgumentException(
          "the model needs about %s to be loaded and %s are available; it has %,d parameters"
              .formatted(megabytes(bytes), megabytes(availableBytes), config.parameterCount()));
    }
  }

  private static String advice(
      GptConfig config, Execution execution, int batch, long availableBytes) {
    List<String> ways = new ArrayList<>();
    int smaller = largestBatch(config, execution, batch, availableBytes);
    if (smaller > 0) {
      ways.add("a batch of %d (with accumulation for the rest)".formatted(smaller));
    }
    var recomputing = new Execution(execution.device(), execution.precision(), true);
    int recomputed = largestBatch(config, recomputing, batch, availableBytes);
    if (recomputed > smaller) {
      ways.add("recompute with a batch of %d".formatted(recomputed));
    }
    return ways.isEmpty()
        ? "its weights, gradients and moments alone are %s: choose fewer layers or a smaller width"
            .formatted(megabytes(16 * config.parameterCount()))
        : "would fit: " + String.join(", or ", ways);
  }

  /** At most {@code batch}; 0 where none fits. */
  private static int largestBatch(
      GptConfig config, Execution execution, int batch, long availableBytes) {
    int low = 0;
    int high = batch;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (ofTraining(config, execution, middle).total() <= availableBytes) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  static String megabytes(long bytes) {
    return "%,d MB".formatted(Math.round(bytes / 1e6));
  }
}
