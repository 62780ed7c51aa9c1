package dev.assay.model;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The shape of a {@link Gpt}: GPT-2, Llama, and what lies between and beside them.
 *
 * @param layers transformer blocks L, 1 to 128
 * @param heads attention heads H, a divisor of the width
 * @param kvHeads heads of keys and values, a divisor of the heads: as many as heads is multi-head,
 *     fewer is grouped-query (Ainslie et al. 2023), 1 is multi-query attention
 * @param width embedding width C, 1 to 16384
 * @param hidden width F inside the feed-forward part, or inside each expert; 1 to 65536
 * @param context longest sequence T in tokens, 1 to 65536
 * @param vocabulary number of token ids V, 2 to 1000000
 * @param positions how a token knows where it is
 * @param ropeBase θ of {@link Positions#ROPE}, above 1
 * @param norm kind of all norms
 * @param activation inside the feed-forward part
 * @param window positions that a position sees, itself among them; 0 is all before it
 * @param tiedHead whether the head's weight is the token embedding
 * @param qkNorm whether queries and keys are normalised by head (RMS) before their product
 * @param biases whether linear layers and layer norms have biases: GPT-2 has them
 * @param dropout probability of dropping an activation in training, 0 to below 1
 * @param experts mixture of experts in place of each feed-forward part
 */
public record GptConfig(
    int layers,
    int heads,
    int kvHeads,
    int width,
    int hidden,
    int context,
    int vocabulary,
    Positions positions,
    double ropeBase,
    Norm norm,
    Activation activation,
    int window,
    boolean tiedHead,
    boolean qkNorm,
    boolean biases,
    double dropout,
    Experts experts) {

  /** How a token knows where it is. */
  public enum Positions {
    /** A trained vector for each position (GPT-2). */
    LEARNED,
    /** Rotary embedding of queries and keys (Su et al. 2021). */
    ROPE,
    /** Not at all, but for the causal mask (Kazemnejad et al. 2023). */
    NONE
  }

  /** Normalisation before each part of a block, ε = 1e-5. */
  public enum Norm {
    /** To mean 0 and variance 1 (Ba et al. 2016). */
    LAYER,
    /** To a mean square of 1 (Zhang and Sennrich 2019). */
    RMS
  }

  /** Between the matrices of the feed-forward part. */
  public enum Activation {
    /** x·Φ(x), exact (Hendrycks and Gimpel 2016). */
    GELU,
    /** max(0, x)² (So et al. 2021). */
    RELU2,
    /** silu(gate)·up, with a third matrix (Shazeer 2020). */
    SWIGLU,
    /** GELU by its approximation with tanh, as OpenAI trained GPT-2. */
    GELU_TANH
  }

  /**
   * A mixture of experts: a router sends each token to the {@code topK} feed-forward parts that it
   * scores highest, and their answers are added by its weights (Shazeer et al. 2017; the weights of
   * the chosen are normalised, as in Mixtral).
   *
   * @param count experts E of a block; 0 is none: one feed-forward part for all tokens
   * @param topK experts of a token, 1 to count
   * @param capacityFactor an expert takes at most ⌈topK·N/E·factor⌉ of N tokens in training and
   *     drops the rest, above 0
   * @param balanceWeight of the load-balancing loss (Fedus et al. 2021, equations 4 to 6), at least
   *     0
   */
  public record Experts(int count, int topK, double capacityFactor, double balanceWeight) {

    /** A block without a router. */
    public static final Experts NONE = new Experts(0, 0, 1.25, 0);

    public Experts {
      if (count != 0) {
        requireRange("experts.count", count, 2, 256);
        requireRange("experts.topK", topK, 1, count);
        require(capacityFactor > 0, "experts.capacityFactor", capacityFactor, "above 0");
        require(balanceWeight >= 0, "experts.balanceWeight", balanceWeight, "at least 0");
      }
    }

    private static void require(boolean holds, String name, double value, String rule) {
      if (!holds) {
        throw new IllegalArgumentException(name + " is " + value + "; must be " + rule);
      }
    }
  }

  public GptConfig {
    requireRange("layers", layers, 1, 128);
    requireRange("heads", heads, 1, 1024);
    requireRange("kvHeads", kvHeads, 1, heads);
    requireRange("width", width, 1, 16_384);
    requireRange("hidden", hidden, 1, 65_536);
    requireRange("context", context, 1, 65_536);
    requireRange("vocabulary", vocabulary, 2, 1_000_000);
    requireRange("window", window, 0, context);
    requireIndexable("vocabulary x width", (long) vocabulary * width);
    requireIndexable(
        "experts x hidden x width", (long) Math.max(1, experts.count) * hidden * width);
    requireDivides("heads", heads, "the width", width);
    requireDivides("kvHeads", kvHeads, "the heads", heads);
    if (positions == Positions.ROPE && width / heads % 2 != 0) {
      throw new IllegalArgumentException(
          "positions is ROPE, which rotates pairs; width / heads is %d, must be even"
              .formatted(width / heads));
    }
    if (!(ropeBase > 1)) {
      throw new IllegalArgumentException("ropeBase is " + ropeBase + "; must be above 1");
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

  /** A tensor's values go through an array of Java. */
  private static void requireIndexable(String name, long numbers) {
    if (numbers > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "%s is %d; must be at most %d".formatted(name, numbers, Integer.MAX_VALUE - 8));
    }
  }

  private static void requireDivides(String name, int value, String whole, int of) {
    if (of % value != 0) {
      throw new IllegalArgumentException(
          "%s is %d; must divide %s, %d".formatted(name, value, whole, of));
    }
  }

  /** A GPT-2: learned positions, layer norms, GELU, biases, a tied head, hidden 4·width. */
  public static GptConfig gpt2(int layers, int heads, int width, int context, int vocabulary) {
    return new GptConfig(
        layers,
        heads,
        heads,
        width,
        4 * width,
        context,
        vocabulary,
        Positions.LEARNED,
        10_000,
        Norm.LAYER,
        Activation.GELU,
        0,
        true,
        false,
        true,
        0,
        Experts.NONE);
  }

  /** The same with some of it changed: {@code config.with(c -> c.dropout = 0.1)}. */
  public GptConfig with(Consumer<Draft> change) {
    var draft = new Draft(this);
    change.accept(draft);
    return draft.config();
  }

  /** A config that is being changed; it is checked when it is done. */
  public static final class Draft {
    public int layers;
    public int heads;
    public int kvHeads;
    public int width;
    public int hidden;
    public int context;
    public int vocabulary;
    public Positions positions;
    public double ropeBase;
    public Norm norm;
    public Activation activation;
    public int window;
    public boolean tiedHead;
    public boolean qkNorm;
    public boolean biases;
    public double dropout;
    public Experts experts;

    private Draft(GptConfig config) {
      layers = config.layers;
      heads = config.heads;
      kvHeads = config.kvHeads;
      width = config.width;
      hidden = config.hidden;
      context = config.context;
      vocabulary = config.vocabulary;
      positions = config.positions;
      ropeBase = config.ropeBase;
      norm = config.norm;
      activation = config.activation;
      window = config.window;
      tiedHead = config.tiedHead;
      qkNorm = config.qkNorm;
      biases = config.biases;
      dropout = config.dropout;
      experts = config.experts;
    }

    private GptConfig config() {
      return new GptConfig(
          layers,
          heads,
          kvHeads,
          width,
          hidden,
          context,
          vocabulary,
          positions,
          ropeBase,
          norm,
          activation,
          window,
          tiedHead,
          qkNorm,
          biases,
          dropout,
          experts);
    }
  }

  /** Width D of a head. */
  public int headWidth() {
    return width / heads;
  }

  /** Width of all keys, or of all values, of a token. */
  public int kvWidth() {
    return kvHeads * headWidth();
  }

  public boolean hasExperts() {
    return experts.count > 0;
  }

  /** Matrices of a feed-forward part. */
  private int feedForwardMatrices() {
    return activation == Activation.SWIGLU ? 3 : 2;
  }

  /**
   * A part of the model and what it costs.
   *
   * @param name as parameters of it begin
   * @param parameters all trained numbers of it
   * @param active weights that one token is multiplied with: not all experts, no embeddings
   */
  public record Part(String name, long parameters, long active) {}

  /** The parts in the order of a forward pass; their parameters add up to all. */
  public List<Part> parts() {
    List<Part> parts = new ArrayList<>();
    long c = width;
    long embedding = vocabulary * c;
    long positionTable = positions == Positions.LEARNED ? context * c : 0;
    parts.add(new Part("embedding", embedding + positionTable, 0));
    for (int layer = 0; layer < layers; layer++) {
      parts.add(attention("h." + layer + ".attn"));
      parts.add(feedForward("h." + layer));
    }
    parts.add(new Part("head", normParameters() + (tiedHead ? 0 : embedding), embedding));
    return parts;
  }

  private Part attention(String name) {
    long c = width;
    long weights = c * (c + 2L * kvWidth()) + c * c;
    long vectors = normParameters() + (qkNorm ? 2L * headWidth() : 0);
    long biasCount = biases ? c + 2L * kvWidth() + c : 0;
    return new Part(name, weights + vectors + biasCount, weights);
  }

  private Part feedForward(String name) {
    long c = width;
    long one = (long) feedForwardMatrices() * c * hidden;
    if (hasExperts()) {
      long router = experts.count * c;
      return new Part(
          name + ".moe",
          experts.count * one + router + normParameters(),
          experts.topK * one + router);
    }
    long biasCount = biases ? (long) (feedForwardMatrices() - 1) * hidden + c : 0;
    return new Part(name + ".mlp", one + normParameters() + biasCount, one);
  }

  private long normParameters() {
    return norm == Norm.LAYER && biases ? 2L * width : width;
  }

  /**
   * All trained numbers; a tied head counts once.
   *
   * <p>GPT-2 124M (12 layers, width 768, context 1024, vocabulary 50257) has 124,439,808 with
   * biases, as OpenAI released it, and 124,337,664 without.
   */
  public long parameterCount() {
    return parts().stream().mapToLong(Part::parameters).sum();
  }

  /** The weights that a token is multiplied with, the head's among them. */
  public long matmulParameters() {
    return parts().stream().mapToLong(Part::active).sum();
  }

  /** Floating point operations per token of the attention's two products: 12·C·min(T, window). */
  double attentionFlopsPerToken() {
    return 12.0 * width * (window == 0 ? context : Math.min(window, context));
  }

  /**
   * Floating point operations of one forward and backward pass per token: 6·N_matmul + 12·L·C·T
   * (PaLM, appendix B; the causal half of the attention is not taken off).
   */
  public double flopsPerToken() {
    return 6.0 * matmulParameters() + layers * attentionFlopsPerToken();
  }
}
