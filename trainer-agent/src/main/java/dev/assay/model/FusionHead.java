package dev.assay.model;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;

/**
 * From the state of a sequence and numbers beside it to the scores of classes: periodic embeddings
 * of the numbers, cross layers over all of it, and a linear layer.
 *
 * <p>B rows; C of the sequence (0 without one), F numbers of width d each: D = C + F·d.
 */
final class FusionHead {

  private final NDArray frequencies; // (F, k)
  private final NDArray periodicWeight; // (F, d, 2k)
  private final NDArray periodicBias; // (F, d)
  private final List<Cross> crosses = new ArrayList<>();
  private final NDArray weight; // (K, D)
  private final NDArray bias; // (K)

  /**
   * @param weight (D, D)
   * @param bias (D)
   */
  private record Cross(NDArray weight, NDArray bias) {}

  FusionHead(Parameters parameters, FusionModel.Shapes shapes, int sequenceWidth) {
    int f = shapes.features();
    int k = shapes.frequencies();
    int d = shapes.embedding();
    int width = sequenceWidth + f * d;
    frequencies = parameters.gaussian("fusion.periodic.frequencies", 0.5, f, k);
    periodicWeight =
        parameters.gaussian("fusion.periodic.weight", 1 / Math.sqrt(2.0 * k), f, d, 2 * k);
    periodicBias = parameters.zeros("fusion.periodic.bias", f, d);
    for (int layer = 0; layer < shapes.crossLayers(); layer++) {
      String name = "fusion.cross." + layer;
      crosses.add(
          new Cross(
              parameters.gaussian(name + ".weight", 1 / Math.sqrt(width), width, width),
              parameters.zeros(name + ".bias", width)));
    }
    weight =
        parameters.gaussian("fusion.head.weight", 1 / Math.sqrt(width), shapes.classes(), width);
    bias = parameters.zeros("fusion.head.bias", shapes.classes());
  }

  /** Of numbers alone: (B, F) -> (B, K). */
  NDArray logits(Kernels kernels, NDArray numbers) {
    return cross(kernels, periodic(kernels, numbers));
  }

  /** Of a sequence's state and numbers: (B, C), (B, F) -> (B, K). */
  NDArray logits(Kernels kernels, NDArray sequence, NDArray numbers) {
    return cross(kernels, kernels.call("join", sequence, periodic(kernels, numbers)));
  }

  private NDArray periodic(Kernels kernels, NDArray numbers) {
    return kernels.call("periodic", numbers, frequencies, periodicWeight, periodicBias);
  }

  private NDArray cross(Kernels kernels, NDArray x0) {
    NDArray x = x0;
    for (Cross cross : crosses) {
      x = kernels.call("cross", x, x0, cross.weight, cross.bias); // (B, D)
    }
    return kernels.call("classes", x, weight, bias); // (B, K)
  }
}
