package dev.assay.recipes;

import dev.assay.model.ComputeDevice;
import dev.assay.model.Execution;
import dev.assay.params.Param;
import dev.assay.params.Params;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** The params of {@link Generate}. */
public record GenerateParams(
    @Param(value = "Must be given: " + BaseModel.DESCRIPTION + ".", notEmpty = true)
        @Nullable String model,
    @Param(value = "What texts begin with.", notEmpty = true) List<String> prompts,
    @Param(value = "Whether prompts are questions, to be answered as instructions were learned.")
        boolean instructions,
    @Param(value = "Texts for each prompt.", min = 1, max = 1000) int count,
    @Param("How they are written.") SamplingParams sample,
    @Param("Of the draws.") int seed,
    @Param(
            value = "What computes; auto is CUDA where there is any, else the CPU.",
            choices = {"auto", "cpu", "cuda"})
        String device) {

  public static final GenerateParams DEFAULTS =
      new GenerateParams(
          null, List.of("boat: "), false, 1, new SamplingParams(200, 0.8, 40, 1), 7, "auto");

  public static final Params<GenerateParams> PARAMS = Params.of(DEFAULTS, "Lets a model write.");

  static GenerateParams parse(ObjectNode given) {
    return PARAMS.parse(given);
  }

  Execution execution() {
    return Execution.on(ComputeDevice.select(device));
  }
}
