package dev.assay.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.List;

/**
 * {@code x + Σ weight · expert(norm(x))} over the experts that the router chooses for a position.
 *
 * <p>B sequences of T tokens, width C, E experts of F inside. In training an expert that is full
 * drops what comes after: first choices are served before second ones, and earlier tokens before
 * later ones.
 */
final class MixtureOfExperts implements FeedForward {

  private final Norm norm;
  private final NDArray router; // (E, C)
  private final NDArray up; // (E, F, C)
  private final NDArray gate; // (E, F, C), of SwiGLU
  private final NDArray down; // (E, C, F)

  MixtureOfExperts(String name, Parameters parameters, GptConfig config) {
    int c = config.width();
    int f = config.hidden();
    int e = config.experts().count();
    norm = Norm.of(name + ".ln_2", parameters, config);
    router = parameters.matrix(name + ".moe.router.weight", e, c);
    up = parameters.matrices(name + ".moe.up.weight", e, f, c);
    gate =
        config.activation() == GptConfig.Activation.SWIGLU
            ? parameters.matrices(name + ".moe.gate.weight", e, f, c)
            : parameters.none();
    down = parameters.residualMatrices(name + ".moe.down.weight", e, c, f, config.layers());
  }

  @Override
  public NDArray forward(Kernels kernels, NDArray x, Routing routing) {
    NDList answers = kernels.callAll("moe", x, weights(kernels, x));
    routing.add(answers.get(1), answers.get(2));
    return answers.get(0); // (B, T, C)
  }

  @Override
  public String kernel() {
    return "moe";
  }

  @Override
  public NDArray[] weights(Kernels kernels, NDArray x) {
    return new NDArray[] {norm.gain(), norm.bias(), router, up, gate, down};
  }

  @Override
  public List<Linear> linears() {
    return List.of();
  }
}
