package dev.assay.model;

import ai.djl.ndarray.NDArray;
import java.util.List;

/**
 * {@code x + attention(norm(x))}, where a position sees itself and those before it, or the last few
 * of those.
 *
 * <p>B sequences of T tokens, width C in H heads of D = C/H; keys and values have Hkv heads.
 */
final class CausalSelfAttention {

  private final Norm norm;
  private final Linear qkv; // (C + 2·Hkv·D, C): rows of queries, keys, values
  private final NDArray queryGain; // (D)
  private final NDArray keyGain; // (D)
  private final Rope rope;
  private final Linear out; // (C, C)

  CausalSelfAttention(String name, Parameters parameters, GptConfig config, Rope rope) {
    int c = config.width();
    norm = Norm.of(name + ".ln_1", parameters, config);
    qkv = Linear.of(name + ".attn.qkv", parameters, c + 2 * config.kvWidth(), c);
    queryGain = headGain(name + ".attn.q_norm.weight", parameters, config);
    keyGain = headGain(name + ".attn.k_norm.weight", parameters, config);
    this.rope = rope;
    out = Linear.residual(name + ".attn.out", parameters, c, c, config.layers());
  }

  private static NDArray headGain(String name, Parameters parameters, GptConfig config) {
    return config.qkNorm() ? parameters.gain(name, config.headWidth()) : parameters.none();
  }

  NDArray forward(Kernels kernels, NDArray x) {
    return kernels.call("attention", x, weights(kernels, x)); // (B, T, C)
  }

  /** The kernel's arguments after x. */
  NDArray[] weights(Kernels kernels, NDArray x) {
    return new NDArray[] {
      norm.gain(),
      norm.bias(),
      qkv.weight(kernels, x),
      qkv.bias(),
      queryGain,
      keyGain,
      rope.cos(),
      rope.sin(),
      out.weight(kernels, x),
      out.bias()
    };
  }

  List<Linear> linears() {
    return List.of(qkv, out);
  }
}
