package dev.assay.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.random.RandomGenerator;

/**
 * The trained tensors of a model by name, in the order of their creation, each born with a gradient
 * of zeros.
 */
public final class Parameters {

  private static final double STD = 0.02; // GPT-2

  private final NDManager manager;
  private final RandomGenerator random;
  private final boolean biases;
  private final SequencedMap<String, NDArray> byName = new LinkedHashMap<>();

  Parameters(NDManager manager, RandomGenerator random, boolean biases) {
    this.manager = manager;
    this.random = random;
    this.biases = biases;
  }

  /** A matrix drawn from N(0, 0.02²). */
  NDArray matrix(String name, int rows, int columns) {
    return gaussian(name, rows, columns, STD);
  }

  /**
   * A matrix whose product is added to the residual stream: N(0, 0.02²/2L), so that the sum over L
   * blocks of two such products keeps its variance (GPT-2).
   */
  NDArray residualMatrix(String name, int rows, int columns, int layers) {
    return gaussian(name, rows, columns, STD / Math.sqrt(2.0 * layers));
  }

  /** The gain of a norm, ones. */
  NDArray gain(String name, int width) {
    var ones = new float[width];
    Arrays.fill(ones, 1f);
    return train(name, manager.create(ones));
  }

  /** Zeros; trained only where the model has biases. */
  NDArray bias(String name, int width) {
    NDArray zeros = manager.create(new float[width]);
    return biases ? train(name, zeros) : zeros;
  }

  private NDArray gaussian(String name, int rows, int columns, double std) {
    var values = new float[rows * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextGaussian() * std);
    }
    return train(name, manager.create(values, new Shape(rows, columns)));
  }

  private NDArray train(String name, NDArray values) {
    values.setRequiresGradient(true);
    // the backward pass of a leaf adds to its gradient: this makes the zeros that later ones add to
    try (NDArray zeros = values.zerosLike()) {
      JniUtils.backward((PtNDArray) values, (PtNDArray) zeros, false, false);
    }
    byName.put(name, values);
    return values;
  }

  /** Name to tensor; do not change the map. */
  public Map<String, NDArray> byName() {
    return byName;
  }

  /** Copies the values out, flat and row by row. */
  public float[] values(String name) {
    return named(name).toFloatArray();
  }

  /** Copies the gradient out. */
  public float[] gradient(String name) {
    try (NDArray gradient = named(name).getGradient()) {
      return gradient.toFloatArray();
    }
  }

  /** Overwrites the values of a tensor. */
  public void set(String name, float[] values) {
    NDArray parameter = named(name);
    if (values.length != parameter.size()) {
      throw new IllegalArgumentException(
          "%s has %d values; the model has %d, shape %s"
              .formatted(name, values.length, parameter.size(), parameter.getShape()));
    }
    parameter.set(FloatBuffer.wrap(values));
  }

  private NDArray named(String name) {
    NDArray parameter = byName.get(name);
    if (parameter == null) {
      throw new IllegalArgumentException("the model has no parameter " + name);
    }
    return parameter;
  }
}
