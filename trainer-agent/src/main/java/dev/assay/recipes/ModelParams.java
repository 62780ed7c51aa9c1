package dev.assay.recipes;

import dev.assay.model.GptConfig;
import dev.assay.model.GptConfig.Activation;
import dev.assay.model.GptConfig.Experts;
import dev.assay.model.GptConfig.Norm;
import dev.assay.model.GptConfig.Positions;
import dev.assay.model.Presets;
import dev.assay.params.Checked;
import dev.assay.params.Findings;
import dev.assay.params.Param;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The transformer's shape as params; see {@link GptConfig}. */
public record ModelParams(
    @Param(
            value = "A well-known shape; what is given beside it changes it. custom is none.",
            choices = {
              "custom",
              "nano",
              "gpt2-small",
              "gpt2-medium",
              "gpt2-large",
              "gpt2-xl",
              "llama-like"
            })
        String preset,
    @Param(value = "Transformer blocks.", min = 1, max = 128) int layers,
    @Param(value = "Attention heads, a divisor of the width.", min = 1, max = 1024) int heads,
    @Param(
            value =
                "Heads of keys and values, a divisor of the heads; fewer is grouped-query. 0 is as"
                    + " many as heads.",
            min = 0,
            max = 1024)
        int kvHeads,
    @Param(value = "Width of the embedding.", min = 1, max = 16_384) int width,
    @Param(
            value = "Width inside the MLP, or inside an expert; 0 is 4 times the width.",
            min = 0,
            max = 65_536)
        int hidden,
    @Param(value = "Longest sequence in tokens.", min = 1, max = 65_536) int context,
    @Param("How a token knows where it is.") Positions positions,
    @Param("Kind of the norms.") Norm norm,
    @Param("Inside the MLP.") Activation activation,
    @Param(value = "Positions that a position sees; 0 is all before it.", min = 0, max = 65_536)
        int window,
    @Param("Whether the head's weight is the token embedding.") boolean tiedHead,
    @Param("Whether queries and keys are normalised by head.") boolean qkNorm,
    @Param("Whether linear layers and layer norms have biases.") boolean biases,
    @Param(value = "Probability of dropping an activation in training.", min = 0, below = 1)
        double dropout,
    @Param("A mixture of experts in place of each MLP.") ExpertParams experts)
    implements Checked {

  static final String CUSTOM = "custom";

  /** See {@link Experts}. */
  public record ExpertParams(
      @Param(value = "Experts of a block; 0 is a plain MLP.", min = 0, max = 256) int count,
      @Param(value = "Experts that a token goes to.", min = 1, max = 256) int topK,
      @Param(value = "An expert takes at most its even share of the tokens times this.", above = 0)
          double capacityFactor,
      @Param(value = "Weight of the load-balancing loss.", min = 0) double balanceWeight) {

    static final ExpertParams NONE = new ExpertParams(0, 2, 1.25, 0.01);
  }

  /** A GPT-2 of this size. */
  static ModelParams gpt2(int layers, int heads, int width, int context) {
    return new ModelParams(
        CUSTOM,
        layers,
        heads,
        0,
        width,
        0,
        context,
        Positions.LEARNED,
        Norm.LAYER,
        Activation.GELU,
        0,
        true,
        false,
        true,
        0,
        ExpertParams.NONE);
  }

  @Override
  public void check(Findings findings) {
    findings.require(
        width % heads == 0, "heads", heads, "must divide the width, " + width, "width");
    int anyVocabulary = 2;
    findings.attempt(() -> config(anyVocabulary));
  }

  GptConfig config(int vocabulary) {
    return GptConfig.gpt2(layers, heads, width, context, vocabulary)
        .with(
            draft -> {
              draft.kvHeads = kvHeads == 0 ? heads : kvHeads;
              draft.hidden = hidden == 0 ? 4 * width : hidden;
              draft.positions = positions;
              draft.norm = norm;
              draft.activation = activation;
              draft.window = window;
              draft.tiedHead = tiedHead;
              draft.qkNorm = qkNorm;
              draft.biases = biases;
              draft.dropout = dropout;
              draft.experts =
                  experts.count == 0
                      ? Experts.NONE
                      : new Experts(
                          experts.count,
                          experts.topK,
                          experts.capacityFactor,
                          experts.balanceWeight);
            });
  }

  /**
   * Params in which a preset's shape stands for what is not given of the model.
   *
   * @param given is not changed
   */
  static ObjectNode withPreset(ObjectNode given) {
    ObjectNode all = given.deepCopy();
    if (!(all.get("model") instanceof ObjectNode model)) {
      return all;
    }
    JsonNode preset = model.path("preset");
    if (!preset.isString() || !Presets.NAMES.contains(preset.asString())) {
      return all; // the check of the params says so
    }
    GptConfig config = Presets.get(preset.asString());
    ObjectNode shape = of(config, preset.asString());
    model.properties().forEach(entry -> shape.set(entry.getKey(), entry.getValue()));
    all.set("model", shape);
    return all;
  }

  private static ObjectNode of(GptConfig config, @Nullable String preset) {
    var params =
        new ModelParams(
            preset == null ? CUSTOM : preset,
            config.layers(),
            config.heads(),
            config.kvHeads(),
            config.width(),
            config.hidden(),
            config.context(),
            config.positions(),
            config.norm(),
            config.activation(),
            config.window(),
            config.tiedHead(),
            config.qkNorm(),
            config.biases(),
            config.dropout(),
            ExpertParams.NONE);
    return dev.assay.params.Params.of(params, "").tree(params);
  }
}
