package dev.assay.recipes;

import dev.assay.model.Gpt;
import dev.assay.model.GptConfig;
import dev.assay.params.Checked;
import dev.assay.params.Findings;
import dev.assay.params.Param;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Which parameters of a model finetuning changes, and how fast, as params. */
public record TuneParams(
    @Param("All parameters, or low-rank updates of linear layers only.") Method method,
    @Param(
            value = "So many of the lowest blocks stay as they are, and the embeddings with them.",
            min = 0,
            max = 128)
        int freezeLayers,
    @Param(
            value = "A block learns this many times as fast as the one above it; 1 is alike.",
            above = 0,
            max = 1)
        double layerDecay,
    @Param(value = "Rank of the low-rank updates.", min = 1, max = 1024) int rank,
    @Param(value = "Low-rank updates are scaled by alpha / rank.", above = 0) double alpha,
    @Param(
            value = "Linear layers of a block that have one.",
            choices = {"qkv", "out", "up", "gate", "down"},
            notEmpty = true)
        List<String> layers)
    implements Checked {

  /** How to finetune. */
  public enum Method {
    FULL,
    /** Hu et al. 2021. */
    LORA
  }

  static final TuneParams FULL = new TuneParams(Method.FULL, 0, 1, 8, 16, List.of("qkv", "out"));

  @Override
  public void check(Findings findings) {
    findings.require(
        method == Method.FULL || freezeLayers == 0,
        "freezeLayers",
        freezeLayers,
        "must be 0 with lora, which freezes all blocks",
        "method");
  }

  /** Makes a model ready, before it gets a new head; that head is trained in any case. */
  ModelFolder.@Nullable Adapters prepare(Gpt gpt) {
    GptConfig config = gpt.config();
    if (freezeLayers > config.layers()) {
      throw new IllegalArgumentException(
          "tune.freezeLayers is %d; must be at most the model's layers, %d"
              .formatted(freezeLayers, config.layers()));
    }
    ModelFolder.Adapters adapters = null;
    if (method == Method.LORA) {
      requireLayers(gpt);
      List<String> adapted = gpt.adaptable().stream().filter(this::isChosen).toList();
      adapters = new ModelFolder.Adapters(rank, alpha, adapted);
      adapters.addTo(gpt);
    }
    gpt.parameters().scaleRates(name -> Math.pow(layerDecay, below(name, config.layers())));
    if (freezeLayers > 0) {
      gpt.parameters()
          .freeze(name -> below(name, config.layers()) >= config.layers() - freezeLayers);
    }
    return adapters;
  }

  private void requireLayers(Gpt gpt) {
    List<String> there =
        gpt.adaptable().stream().map(TuneParams::lastPart).distinct().sorted().toList();
    if (!there.containsAll(layers)) {
      throw new IllegalArgumentException(
          "tune.layers is %s; the model's are %s"
              .formatted(String.join(", ", layers), String.join(", ", there)));
    }
  }

  private static String lastPart(String layer) {
    return layer.substring(layer.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }

  private boolean isChosen(String layer) {
    return layers.contains(lastPart(layer));
  }

  /** How many blocks are above a parameter; of the embeddings all, of the head none. */
  private static int below(String name, int layers) {
    if (name.startsWith("wte.") || name.startsWith("wpe.")) {
      return layers;
    }
    return name.startsWith("h.")
        ? layers - 1 - Integer.parseInt(name.substring(2, name.indexOf('.', 2)))
        : 0;
  }
}
