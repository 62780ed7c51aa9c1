package dev.assay.model;

/**
 * What training will hold in memory, in bytes, predicted from the shapes alone (all numbers are
 * F32).
 *
 * <p>Activations are those kept for the backward pass: 17·C per token and block (inputs of the
 * norms and linear layers, q, k, v, the attention's output, and the two 4·C sides of the GELU), 2·C
 * and 4·V per token around the head (logits, their log-softmax, and the gradients of both).
 * Temporary buffers, the JVM and libtorch itself (about 400 MB) come on top.
 *
 * @param weights 4 bytes a parameter
 * @param gradients 4 bytes a parameter
 * @param optimizer AdamW's two moments, 8 bytes a parameter
 * @param activations for one batch
 */
public record MemoryEstimate(long weights, long gradients, long optimizer, long activations) {

  private static final long F32 = Float.BYTES;

  /** For training a model of this shape with {@code batch} sequences of full context at a time. */
  public static MemoryEstimate ofTraining(GptConfig config, int batch) {
    long n = config.parameterCount();
    long tokens = (long) batch * config.context();
    long perToken =
        17L * config.layers() * config.width() + 2L * config.width() + 4L * config.vocabulary();
    return new MemoryEstimate(F32 * n, F32 * n, 2 * F32 * n, F32 * tokens * perToken);
  }

  public long total() {
    return weights + gradients + optimizer + activations;
  }

  /**
   * Refuses a model before anything of it is allocated.
   *
   * @throws IllegalArgumentException when the estimate is above the available bytes
   */
  public void requireAtMost(long availableBytes) {
    if (total() > availableBytes) {
      throw new IllegalArgumentException(
          ("the model needs about %s to train and %s are available;"
                  + " choose fewer layers, a smaller width, context or batch")
              .formatted(megabytes(total()), megabytes(availableBytes)));
    }
  }

  private static String megabytes(long bytes) {
    return "%,d MB".formatted(Math.round(bytes / 1e6));
  }
}
