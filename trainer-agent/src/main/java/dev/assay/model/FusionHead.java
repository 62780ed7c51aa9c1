package dev.assay.model;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;

/**
 * From the state of a sequence and numbers beside it to the scores of classes: periodic embeddings
 * of the numbers, cross layers over all of it, and a linear layer.
 *
 * <p>B rows; C of the sequence, F numbers of width d each: D = C + F·d, or one of both alone.
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

  /**
   * @param sequenceWidth C; 0 without a sequence
   * @param hasNumbers whether numbers are looked at
   */
  FusionHead(
      Parameters parameters, FusionModel.Shapes shapes, int sequenceWidth, boolean hasNumbers) {
    int f = hasNumbers ? shapes.features() : 0;
    int k = shapes.frequencies();
    int d = shapes.embedding();
    int width = sequenceWidth + f * d;
    if (hasNumbers) {
      frequencies = parameters.gaussian("fusion.periodic.frequencies", 0.5, f, k);
      periodicWeight =
          parameters.gaussian("fusion.periodic.weight", 1 / Math.sqrt(2.0 * k), f, d, 2 * k);
      periodicBias = parameters.zeros("fusion.periodic.bias", f, d);
    } else {
      frequencies = parameters.none();
      periodicWeight = parameters.none();
      periodicBias = parameters.none();
    }
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
  NDArray ofNumbers(Kernels kernels, NDArray numbers) {
    return cross(kernels, periodic(kernels, numbers));
  }

  /** Of a sequence's state alone: (B, C) -> (B, K). */
  NDArray ofSequence(Kernels kernels, NDArray sequence) {
    return cross(kernels, sequence);
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
