package dev.assay.model;

import java.util.List;
import java.util.function.Consumer;

/** Well-known shapes by name. */
public final class Presets {

  private static final int GPT2_VOCABULARY = 50_257;

  /** What {@link #get} knows. */
  public static final List<String> NAMES =
      List.of("nano", "gpt2-small", "gpt2-medium", "gpt2-large", "gpt2-xl", "llama-like");

  private Presets() {}

  /**
   * The shape of that name: {@code gpt2-small} to {@code gpt2-xl} are OpenAI's (Radford et al.
   * 2019), {@code nano} is that of nanoGPT's model of characters, and {@code llama-like} has
   * Llama's parts (Touvron et al. 2023) at the size of a small GPT-2.
   *
   * @throws IllegalArgumentException for another name
   */
  public static GptConfig get(String name) {
    return switch (name) {
      case "nano" ->
          GptConfig.gpt2(6, 6, 384, 256, GPT2_VOCABULARY).with(draft -> draft.biases = false);
      case "gpt2-small" -> gpt2(12, 12, 768);
      case "gpt2-medium" -> gpt2(24, 16, 1024);
      case "gpt2-large" -> gpt2(36, 20, 1280);
      case "gpt2-xl" -> gpt2(48, 25, 1600);
      case "llama-like" -> gpt2(12, 12, 768).with(llama(4, 2048));
      default ->
          throw new IllegalArgumentException(
              "preset is %s; must be one of %s".formatted(name, String.join(", ", NAMES)));
    };
  }

  private static GptConfig gpt2(int layers, int heads, int width) {
    return GptConfig.gpt2(layers, heads, width, 1024, GPT2_VOCABULARY);
  }

  /** Turns a shape into one of Llama's kind. */
  private static Consumer<GptConfig.Draft> llama(int kvHeads, int hidden) {
    return draft -> {
      draft.kvHeads = kvHeads;
      draft.hidden = hidden;
      draft.positions = GptConfig.Positions.ROPE;
      draft.norm = GptConfig.Norm.RMS;
      draft.activation = GptConfig.Activation.SWIGLU;
      draft.tiedHead = false;
      draft.biases = false;
    };
  }
}
