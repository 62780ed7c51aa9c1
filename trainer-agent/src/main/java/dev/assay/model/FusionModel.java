package dev.assay.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.assay.corpus.FusionBatch;
import java.util.function.Supplier;

/**
 * Joint fusion of a sequence and numbers (nuFormer, arXiv 2507.23267): the transformer's state at
 * the sequence's last token, beside periodic embeddings of the numbers (Gorishniy et al. 2022),
 * goes through the cross layers of a DCNv2 (Wang et al. 2021) to the classes. Trained end to end,
 * the sequence learns what matters given the numbers.
 *
 * <p>B sequences of T tokens with F numbers each, width C; D = C + F·d goes through the cross
 * layers, or F·d without the sequence.
 */
public final class FusionModel extends ClassModel<FusionBatch> {

  /** What the classes are told from. */
  public enum Inputs {
    BOTH,
    SEQUENCE,
    NUMBERS
  }

  /**
   * @param features numbers F of a sequence, at least 1
   * @param classes K, at least 2
   * @param frequencies k of each number, at least 1
   * @param embedding width d of a number, at least 1
   * @param crossLayers at least 1
   */
  public record Shapes(
      int features, int classes, int frequencies, int embedding, int crossLayers) {}

  private final Inputs inputs;
  private final Shapes shapes;
  private final FusionHead head;

  /**
   * @param gpt reads the sequences; gets the parameters {@code fusion.…}
   */
  public FusionModel(Gpt gpt, Inputs inputs, Shapes shapes) {
    super(gpt, shapes.classes);
    this.inputs = inputs;
    this.shapes = shapes;
    gpt.parameters().freeze(name -> !readsSequences());
    int sequenceWidth = readsSequences() ? gpt.config().width() : 0;
    head = new FusionHead(gpt.parameters(), shapes, sequenceWidth, inputs != Inputs.SEQUENCE);
  }

  @Override
  public long[] labels(FusionBatch batch) {
    return batch.labels();
  }

  @Override
  NDArray ids(FusionBatch batch, NDManager scope) {
    return gpt().ids(scope, batch.inputs(), batch.sequences());
  }

  @Override
  boolean readsSequences() {
    return inputs != Inputs.NUMBERS;
  }

  @Override
  NDArray logits(Kernels kernels, FusionBatch batch, Supplier<NDArray> hidden, NDManager scope) {
    return switch (inputs) {
      case NUMBERS -> head.ofNumbers(kernels, numbers(batch, scope));
      case SEQUENCE -> head.ofSequence(kernels, sequence(kernels, batch, hidden));
      case BOTH -> head.logits(kernels, sequence(kernels, batch, hidden), numbers(batch, scope));
    };
  }

  private NDArray numbers(FusionBatch batch, NDManager scope) {
    return scope.create(batch.features(), new Shape(batch.sequences(), shapes.features)); // (B, F)
  }

  private NDArray sequence(Kernels kernels, FusionBatch batch, Supplier<NDArray> hidden) {
    return summary(kernels, hidden.get(), batch.lastPositions()); // (B, C)
  }
}
