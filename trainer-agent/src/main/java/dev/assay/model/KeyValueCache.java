package dev.assay.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Keys and values of the positions that a model has seen, so that a further token costs one
 * position's work. It sees the parameters as they were when it was made, low-rank updates folded
 * in.
 *
 * <p>B sequences, Hkv heads of keys and values of width D: 2·L·B·Hkv·context·D numbers in F32.
 */
public final class KeyValueCache implements AutoCloseable {

  private final GptConfig config;
  private final Kernels kernels;
  private final NDManager manager;
  private final int sequences;
  private final IValue[] embedding;
  private final List<Layer> layers = new ArrayList<>();
  private final IValue[] head;
  private int length;

  /** Arguments of a block's kernels, made once. */
  private record Layer(
      IValue[] attention, IValue keys, IValue values, String feedForward, IValue[] weights) {

    Stream<IValue> all() {
      return Stream.of(Stream.of(attention), Stream.of(keys, values), Stream.of(weights))
          .flatMap(part -> part);
    }
  }

  KeyValueCache(
      GptConfig config,
      Body body,
      Norm norm,
      NDArray headWeight,
      Kernels kernels,
      NDManager parent,
      int sequences) {
    this.config = config;
    this.kernels = kernels;
    this.manager = parent.newSubManager();
    this.sequences = sequences;
    embedding = Kernels.values(body.embedding().tokens(), body.embedding().positions());
    NDArray anchor = manager.create(0f);
    for (int layer = 0; layer < body.layers(); layer++) {
      layers.add(layer(body.block(layer), anchor));
    }
    head = Kernels.values(norm.gain(), norm.bias(), headWeight);
  }

  private Layer layer(TransformerBlock block, NDArray anchor) {
    var shape = new Shape(sequences, config.kvHeads(), config.context(), config.headWidth());
    return new Layer(
        Kernels.values(block.attention().weights(kernels, anchor)),
        IValue.from((PtNDArray) manager.zeros(shape)),
        IValue.from((PtNDArray) manager.zeros(shape)),
        block.feedForward().kernel(),
        Kernels.values(block.feedForward().weights(kernels, anchor)));
  }

  /** Positions seen. */
  public int length() {
    return length;
  }

  /** Positions that still fit. */
  public int room() {
    return config.context() - length;
  }

  /** Forgets all. */
  public void clear() {
    length = 0;
  }

  /**
   * Scores of the token after the last of these.
   *
   * @param ids B·t, row by row; t is at least 1 and at most {@link #room}
   * @return B·V, row by row
   */
  public float[] append(long[] ids) {
    int more = ids.length / sequences;
    if (more < 1 || more > room()) {
      throw new IllegalArgumentException(
          "%d more positions are asked for; must be 1 to %d".formatted(more, room()));
    }
    try (NDManager scope = manager.newSubManager();
        IValue start = IValue.from((long) length);
        IValue tokens = IValue.from((PtNDArray) scope.create(ids, new Shape(sequences, more)))) {
      IValue x = kernels.run("embed", tokens, embedding[0], embedding[1], start); // (B, t, C)
      for (Layer layer : layers) {
        x = feedForward(layer, attention(layer, x, start)); // (B, t, C)
      }
      length += more;
      return scores(x, scope);
    }
  }

  private IValue attention(Layer layer, IValue x, IValue start) {
    var arguments = new IValue[layer.attention.length + 4];
    arguments[0] = x;
    System.arraycopy(layer.attention, 0, arguments, 1, layer.attention.length);
    arguments[arguments.length - 3] = layer.keys;
    arguments[arguments.length - 2] = layer.values;
    arguments[arguments.length - 1] = start;
    try (x) {
      return kernels.run("attention_cached", arguments);
    }
  }

  private IValue feedForward(Layer layer, IValue x) {
    try (x) {
      IValue answer = kernels.run(layer.feedForward, with(x, layer.weights));
      if (!config.hasExperts()) {
        return answer;
      }
      try (answer) {
        IValue[] parts = answer.toIValueTuple();
        parts[1].close();
        parts[2].close();
        return parts[0];
      }
    }
  }

  private float[] scores(IValue x, NDManager scope) {
    try (x;
        IValue last = kernels.run("last", x);
        IValue logits = kernels.run("logits", with(last, head))) {
      return Kernels.tensor(logits, scope).toFloatArray(); // (B, 1, V)
    }
  }

  private static IValue[] with(IValue x, IValue[] others) {
    IValue[] all = Arrays.copyOf(others, others.length + 1);
    System.arraycopy(others, 0, all, 1, others.length);
    all[0] = x;
    return all;
  }

  @Override
  public void close() {
    layers.stream().flatMap(Layer::all).forEach(IValue::close);
    Stream.of(embedding, head).flatMap(Stream::of).forEach(IValue::close);
    manager.close();
  }
}
