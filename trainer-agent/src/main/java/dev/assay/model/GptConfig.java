package dev.assay.model;

/**
 * The shape of a {@link Gpt}.
 *
 * @param layers transformer blocks L, 1 to 128
 * @param heads attention heads H, a divisor of the width
 * @param width embedding width C, 1 to 16384
 * @param context longest sequence T in tokens, 1 to 65536
 * @param vocabulary number of token ids V, 2 to 1000000
 * @param dropout probability of dropping an activation in training, 0 to below 1
 * @param biases whether linear layers and norms have biases: GPT-2 has them
 */
public record GptConfig(
    int layers, int heads, int width, int context, int vocabulary, double dropout, boolean biases) {

  public GptConfig {
    requireRange("layers", layers, 1, 128);
    requireRange("heads", heads, 1, 1024);
    requireRange("width", width, 1, 16_384);
    requireRange("context", context, 1, 65_536);
    requireRange("vocabulary", vocabulary, 2, 1_000_000);
    if (width % heads != 0) {
      throw new IllegalArgumentException(
          "heads is %d; must divide the width, %d".formatted(heads, width));
    }
    if (!(dropout >= 0 && dropout < 1)) {
      throw new IllegalArgumentException("dropout is " + dropout + "; must be 0 to below 1");
    }
  }

  private static void requireRange(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "%s is %d; must be %d to %d".formatted(name, value, least, most));
    }
  }

  /**
   * All trained numbers; the head is the token embedding and counts once.
   *
   * <p>GPT-2 124M (12 layers, width 768, context 1024, vocabulary 50257) has 124,439,808 with
   * biases, as OpenAI released it, and 124,337,664 without.
   */
  public long parameterCount() {
    long c = width;
    long norms = 2L * layers + 1;
    long biasCount = biases ? layers * 9 * c + norms * c : 0; // 3C + C + 4C + C a block
    return matmulParameters() + context * c + norms * c + biasCount;
  }

  /** The weights that a token is multiplied with: 12LC² in the blocks and VC in the head. */
  public long matmulParameters() {
    return 12L * layers * width * width + (long) vocabulary * width;
  }

  /**
   * Floating point operations of one forward and backward pass per token: 6·N_matmul + 12·L·C·T
   * (PaLM, appendix B; the causal half of the attention is not taken off).
   */
  public double flopsPerToken() {
    return 6.0 * matmulParameters() + 12.0 * layers * width * context;
  }
}
