package dev.assay.recipes;

import dev.assay.generation.Sampler;
import dev.assay.params.Param;

/** How tokens are drawn, as params; see {@link Sampler}. */
public record SamplingParams(
    @Param(value = "Longest text in tokens; 0 is none.", min = 0, max = 100_000) int tokens,
    @Param(value = "1 is the model's own distribution, 0 always takes the best.", min = 0)
        double temperature,
    @Param(value = "Tokens are drawn from this many best ones.", min = 1) int topK,
    @Param(
            value = "And of those from the fewest that have this share of the probability.",
            above = 0,
            max = 1)
        double topP) {

  Sampler sampler() {
    return new Sampler(temperature, topK, topP);
  }
}
