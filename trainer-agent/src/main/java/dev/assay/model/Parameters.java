package dev.assay.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
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
  private final NDArray none;
  private final SequencedMap<String, NDArray> byName = new LinkedHashMap<>();
  private final Set<String> frozen = new HashSet<>();
  private final Map<String, Double> rateScales = new HashMap<>();

  Parameters(NDManager manager, RandomGenerator random, boolean biases) {
    this.manager = manager;
    this.random = random;
    this.biases = biases;
    this.none = manager.create(new float[0]);
  }

  /** In place of a tensor that a config has not. */
  NDArray none() {
    return none;
  }

  /** A matrix drawn from N(0, 0.02²). */
  NDArray matrix(String name, int rows, int columns) {
    return gaussian(name, STD, rows, columns);
  }

  /** Matrices beside each other, drawn from N(0, 0.02²): (count, rows, columns). */
  NDArray matrices(String name, int count, int rows, int columns) {
    return gaussian(name, STD, count, rows, columns);
  }

  /**
   * A matrix whose product is added to the residual stream: N(0, 0.02²/2L), so that the sum over L
   * blocks of two such products keeps its variance (GPT-2).
   */
  NDArray residualMatrix(String name, int rows, int columns, int layers) {
    return gaussian(name, residualStd(layers), rows, columns);
  }

  NDArray residualMatrices(String name, int count, int rows, int columns, int layers) {
    return gaussian(name, residualStd(layers), count, rows, columns);
  }

  private static double residualStd(int layers) {
    return STD / Math.sqrt(2.0 * layers);
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

  NDArray zeros(String name, long... shape) {
    return train(name, manager.zeros(new Shape(shape)));
  }

  NDArray gaussian(String name, double std, long... dimensions) {
    var shape = new Shape(dimensions);
    var values = new float[Math.toIntExact(shape.size())];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextGaussian() * std);
    }
    return train(name, manager.create(values, shape));
  }

  private NDArray train(String name, NDArray values) {
    values.setRequiresGradient(true);
    // the backward pass of a leaf adds to its gradient: this makes the zeros that later ones add to
    try (NDArray zeros = values.zerosLike()) {
      JniUtils.backward((PtNDArray) values, (PtNDArray) zeros, false, false);
    }
    if (byName.put(name, values) != null) {
      throw new IllegalStateException("the model has a parameter %s already".formatted(name));
    }
    return values;
  }

  /** No longer trains those whose names are accepted. */
  public void freeze(Predicate<String> names) {
    byName.forEach(
        (name, values) -> {
          if (names.test(name)) {
            values.setRequiresGradient(false);
            frozen.add(name);
          }
        });
  }

  /**
   * Learns faster or slower by layer.
   *
   * @param scale name to what the learning rate is multiplied with, at least 0
   */
  public void scaleRates(ToDoubleFunction<String> scale) {
    for (String name : byName.keySet()) {
      rateScales.put(name, scale.applyAsDouble(name));
    }
  }

  /** What a parameter's learning rate is multiplied with. */
  public double rateScale(String name) {
    return rateScales.getOrDefault(name, 1.0);
  }

  /** Those that are not frozen; a copy. */
  public SequencedMap<String, NDArray> trainable() {
    SequencedMap<String, NDArray> map = new LinkedHashMap<>(byName);
    map.keySet().removeAll(frozen);
    return map;
  }

  /** All numbers that are trained. */
  public long trainableCount() {
    return trainable().values().stream().mapToLong(NDArray::size).sum();
  }

  /** Name to tensor; do not change the map. */
  public SequencedMap<String, NDArray> byName() {
    return byName;
  }

  /** Dimensions of a tensor. */
  public long[] shape(String name) {
    return named(name).getShape().getShape();
  }

  /** Copies the values out, flat and row by row. */
  public float[] values(String name) {
    return named(name).toFloatArray();
  }

  /** The gradients of parameters, in their order, as tensors of that manager. */
  public static List<NDArray> gradients(Collection<NDArray> parameters, NDManager manager) {
    List<NDArray> gradients = new ArrayList<>(parameters.size());
    for (NDArray parameter : parameters) {
      NDArray gradient = parameter.getGradient();
      gradient.attach(manager);
      gradients.add(gradient);
    }
    return gradients;
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

  NDArray named(String name) {
    NDArray parameter = byName.get(name);
    if (parameter == null) {
      throw new IllegalArgumentException("the model has no parameter " + name);
    }
    return parameter;
  }
}
