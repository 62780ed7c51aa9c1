package dev.assay.pretrained;

import dev.assay.model.GptConfig;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** How a family of models names and lays out its tensors, and says its shape. */
enum Layout {
  /** OpenAI's GPT-2: linear layers are (in, out). */
  GPT2("gpt2") {
    @Override
    GptConfig config(Config json) {
      json.require("layer_norm_epsilon", 1e-5);
      json.require("tie_word_embeddings", true);
      json.require("scale_attn_weights", true);
      json.require("scale_attn_by_inverse_layer_idx", false);
      int width = json.whole("n_embd");
      return GptConfig.gpt2(
              json.whole("n_layer"),
              json.whole("n_head"),
              width,
              json.whole("n_positions"),
              json.whole("vocab_size"))
          .with(
              draft -> {
                draft.hidden = json.whole("n_inner", 4 * width);
                draft.activation = json.activation("activation_function", "gelu_new");
              });
    }

    @Override
    void describe(GptConfig config, ObjectNode json) {
      json.put("n_layer", config.layers());
      json.put("n_head", config.heads());
      json.put("n_embd", config.width());
      json.put("n_inner", config.hidden());
      json.put("n_positions", config.context());
      json.put("vocab_size", config.vocabulary());
      boolean exact = config.activation() == GptConfig.Activation.GELU;
      json.put("activation_function", exact ? "gelu" : "gelu_new");
      json.put("layer_norm_epsilon", 1e-5);
      json.put("resid_pdrop", config.dropout());
      json.put("embd_pdrop", config.dropout());
      json.put("attn_pdrop", config.dropout());
    }

    @Override
    List<Entry> entries(GptConfig config) {
      List<Entry> entries = new ArrayList<>();
      entries.add(Entry.same("wte.weight", "transformer.wte.weight"));
      entries.add(Entry.same("wpe.weight", "transformer.wpe.weight"));
      for (int layer = 0; layer < config.layers(); layer++) {
        String ours = "h." + layer;
        String theirs = "transformer." + ours;
        vectors(entries, ours + ".ln_1", theirs + ".ln_1");
        linear(entries, ours + ".attn.qkv", theirs + ".attn.c_attn");
        linear(entries, ours + ".attn.out", theirs + ".attn.c_proj");
        vectors(entries, ours + ".ln_2", theirs + ".ln_2");
        linear(entries, ours + ".mlp.up", theirs + ".mlp.c_fc");
        linear(entries, ours + ".mlp.down", theirs + ".mlp.c_proj");
      }
      vectors(entries, "ln_f", "transformer.ln_f");
      return entries;
    }

    private void vectors(List<Entry> entries, String ours, String theirs) {
      entries.add(Entry.same(ours + ".weight", theirs + ".weight"));
      entries.add(Entry.same(ours + ".bias", theirs + ".bias"));
    }

    private void linear(List<Entry> entries, String ours, String theirs) {
      entries.add(new Entry(ours + ".weight", List.of(theirs + ".weight"), true));
      entries.add(Entry.same(ours + ".bias", theirs + ".bias"));
    }

    @Override
    boolean fits(GptConfig config) {
      boolean gelu =
          config.activation() == GptConfig.Activation.GELU
              || config.activation() == GptConfig.Activation.GELU_TANH;
      return gelu
          && config.positions() == GptConfig.Positions.LEARNED
          && config.norm() == GptConfig.Norm.LAYER
          && config.kvHeads() == config.heads()
          && config.tiedHead()
          && config.biases();
    }
  },

  /** Llama: queries, keys and values are tensors of their own. */
  LLAMA("llama") {
    @Override
    GptConfig config(Config json) {
      json.require("rms_norm_eps", 1e-5, 1e-6);
      json.require("attention_bias", false);
      json.require("mlp_bias", false);
      json.require("hidden_act", "silu");
      json.requireNone("rope_scaling");
      int width = json.whole("hidden_size");
      int heads = json.whole("num_attention_heads");
      json.require("head_dim", width / heads);
      return GptConfig.gpt2(
              json.whole("num_hidden_layers"),
              heads,
              width,
              json.whole("max_position_embeddings"),
              json.whole("vocab_size"))
          .with(
              draft -> {
                draft.kvHeads = json.whole("num_key_value_heads", heads);
                draft.hidden = json.whole("intermediate_size");
                draft.positions = GptConfig.Positions.ROPE;
                draft.ropeBase = json.number("rope_theta", 10_000);
                draft.norm = GptConfig.Norm.RMS;
                draft.activation = GptConfig.Activation.SWIGLU;
                draft.tiedHead = json.flag("tie_word_embeddings", false);
                draft.biases = false;
              });
    }

    @Override
    void describe(GptConfig config, ObjectNode json) {
      json.put("num_hidden_layers", config.layers());
      json.put("num_attention_heads", config.heads());
      json.put("num_key_value_heads", config.kvHeads());
      json.put("head_dim", config.headWidth());
      json.put("hidden_size", config.width());
      json.put("intermediate_size", config.hidden());
      json.put("max_position_embeddings", config.context());
      json.put("vocab_size", config.vocabulary());
      json.put("rope_theta", config.ropeBase());
      json.put("rms_norm_eps", 1e-5);
      json.put("hidden_act", "silu");
      json.put("attention_bias", false);
      json.put("mlp_bias", false);
      json.put("tie_word_embeddings", config.tiedHead());
    }

    @Override
    List<Entry> entries(GptConfig config) {
      List<Entry> entries = new ArrayList<>();
      entries.add(Entry.same("wte.weight", "model.embed_tokens.weight"));
      for (int layer = 0; layer < config.layers(); layer++) {
        String ours = "h." + layer;
        String theirs = "model.layers." + layer;
        String attention = theirs + ".self_attn.";
        entries.add(Entry.same(ours + ".ln_1.weight", theirs + ".input_layernorm.weight"));
        List<String> qkv =
            List.of(
                attention + "q_proj.weight",
                attention + "k_proj.weight",
                attention + "v_proj.weight");
        entries.add(new Entry(ours + ".attn.qkv.weight", qkv, false));
        entries.add(Entry.same(ours + ".attn.out.weight", attention + "o_proj.weight"));
        entries.add(Entry.same(ours + ".ln_2.weight", theirs + ".post_attention_layernorm.weight"));
        for (String part : List.of("up", "gate", "down")) {
          entries.add(
              Entry.same(
                  ours + ".mlp." + part + ".weight", theirs + ".mlp." + part + "_proj.weight"));
        }
      }
      entries.add(Entry.same("ln_f.weight", "model.norm.weight"));
      if (!config.tiedHead()) {
        entries.add(Entry.same("lm_head.weight", "lm_head.weight"));
      }
      return entries;
    }

    @Override
    boolean fits(GptConfig config) {
      return config.activation() == GptConfig.Activation.SWIGLU
          && config.positions() == GptConfig.Positions.ROPE
          && config.norm() == GptConfig.Norm.RMS
          && !config.biases();
    }
  };

  private final String modelType;

  Layout(String modelType) {
    this.modelType = modelType;
  }

  /** What {@code config.json} calls it. */
  String modelType() {
    return modelType;
  }

  /** A model's shape from its {@code config.json}. */
  abstract GptConfig config(Config json);

  /** The other way round. */
  abstract void describe(GptConfig config, ObjectNode json);

  /** All tensors of a model. */
  abstract List<Entry> entries(GptConfig config);

  /** Whether a model of this shape is one of the family; windows, QK norms and experts are not. */
  abstract boolean fits(GptConfig config);

  /**
   * A parameter of ours and what it is made of.
   *
   * @param theirs tensors whose rows follow each other in ours
   * @param transposed whether theirs are (in, out)
   */
  record Entry(String ours, List<String> theirs, boolean transposed) {
    static Entry same(String ours, String theirs) {
      return new Entry(ours, List.of(theirs), false);
    }
  }

  /** A {@code config.json}, read with errors that name the field. */
  record Config(String file, JsonNode json) {

    int whole(String field) {
      JsonNode value = json.path(field);
      if (!value.isIntegralNumber() || !value.canConvertToInt() || value.asInt() < 1) {
        throw new IllegalArgumentException(
            "%s has %s %s; must be a whole number of at least 1".formatted(file, field, value));
      }
      return value.asInt();
    }

    int whole(String field, int otherwise) {
      return json.hasNonNull(field) ? whole(field) : otherwise;
    }

    double number(String field, double otherwise) {
      if (json.hasNonNull(field) && !json.get(field).isNumber()) {
        throw new IllegalArgumentException(
            "%s has %s %s; must be a number".formatted(file, field, json.get(field)));
      }
      return json.hasNonNull(field) ? json.get(field).asDouble() : otherwise;
    }

    boolean flag(String field, boolean otherwise) {
      if (json.hasNonNull(field) && !json.get(field).isBoolean()) {
        throw new IllegalArgumentException(
            "%s has %s %s; must be true or false".formatted(file, field, json.get(field)));
      }
      return json.hasNonNull(field) ? json.get(field).asBoolean() : otherwise;
    }

    GptConfig.Activation activation(String field, String otherwise) {
      String name = json.hasNonNull(field) ? json.get(field).asString() : otherwise;
      return switch (name) {
        case "gelu" -> GptConfig.Activation.GELU;
        case "gelu_new", "gelu_pytorch_tanh", "gelu_fast" -> GptConfig.Activation.GELU_TANH;
        default ->
            throw new IllegalArgumentException(
                "%s has %s %s; must be gelu or gelu_new".formatted(file, field, name));
      };
    }

    /** What is given must be this, and so must be what it is when it is not given. */
    void require(String field, Object only, Object otherwise) {
      if (!json.hasNonNull(field) && !only.equals(otherwise)) {
        throw new IllegalArgumentException(
            "%s has no %s, which is %s then; only %s is supported"
                .formatted(file, field, otherwise, only));
      }
      require(field, only);
    }

    /** What is given must be this. */
    void require(String field, Object only) {
      if (!json.hasNonNull(field)) {
        return;
      }
      JsonNode value = json.get(field);
      boolean same =
          only instanceof Number number && value.isNumber()
              ? value.asDouble() == number.doubleValue()
              : value.asString("").equals(only.toString());
      if (!same) {
        throw new IllegalArgumentException(
            "%s has %s %s; only %s is supported".formatted(file, field, value, only));
      }
    }

    void requireNone(String field) {
      if (json.hasNonNull(field)) {
        throw new IllegalArgumentException(
            "%s has %s %s; it is not supported".formatted(file, field, json.get(field)));
      }
    }
  }
}
