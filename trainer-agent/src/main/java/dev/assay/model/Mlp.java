package dev.assay.model;

import ai.djl.ndarray.NDArray;
import java.util.List;

/**
 * {@code x + mlp(norm(x))}: each position by itself, wider inside.
 *
 * <p>B sequences of T tokens, width C, F inside.
 */
final class Mlp implements FeedForward {

  private final Norm norm;
  private final Linear up; // (F, C)
  private final Linear gate; // (F, C), of SwiGLU
  private final Linear down; // (C, F)
  private final boolean gated;

  Mlp(String name, Parameters parameters, GptConfig config) {
    int c = config.width();
    gated = config.activation() == GptConfig.Activation.SWIGLU;
    norm = Norm.of(name + ".ln_2", parameters, config);
    up = Linear.of(name + ".mlp.up", parameters, config.hidden(), c);
    gate =
        gated
            ? Linear.of(name + ".mlp.gate", parameters, config.hidden(), c)
            : Linear.absent(parameters);
    down = Linear.residual(name + ".mlp.down", parameters, c, config.hidden(), config.layers());
  }

  @Override
  public NDArray forward(Kernels kernels, NDArray x, Routing routing) {
    return kernels.call("mlp", x, weights(kernels, x)); // (B, T, C)
  }

  @Override
  public String kernel() {
    return "mlp";
  }

  @Override
  public NDArray[] weights(Kernels kernels, NDArray x) {
    return new NDArray[] {
      norm.gain(),
      norm.bias(),
      up.weight(kernels, x),
      up.bias(),
      gate.weight(kernels, x),
      gate.bias(),
      down.weight(kernels, x),
      down.bias()
    };
  }

  @Override
  public List<Linear> linears() {
    return gated ? List.of(up, gate, down) : List.of(up, down);
  }
}
