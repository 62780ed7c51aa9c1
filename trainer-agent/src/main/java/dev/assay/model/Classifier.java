package dev.assay.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.assay.corpus.LabelledBatch;
import java.util.function.Supplier;

/**
 * A GPT that says which class a text is of: a linear layer on what the model makes of the text's
 * last token, which alone has seen all of it.
 *
 * <p>B texts of T tokens, width C, K classes.
 */
public final class Classifier extends ClassModel<LabelledBatch> {

  private final NDArray weight; // (K, C)
  private final NDArray bias; // (K)

  /**
   * @param gpt what to build on; gets two more parameters, {@code classifier.weight} and {@code
   *     classifier.bias}
   * @param classes K, at least 2
   */
  public Classifier(Gpt gpt, int classes) {
    super(gpt, classes);
    weight = gpt.parameters().matrix("classifier.weight", classes, gpt.config().width());
    bias = gpt.parameters().zeros("classifier.bias", classes);
  }

  @Override
  public long[] labels(LabelledBatch batch) {
    return batch.labels();
  }

  @Override
  NDArray ids(LabelledBatch batch, NDManager scope) {
    return gpt().ids(scope, batch.inputs(), batch.sequences());
  }

  @Override
  boolean readsSequences() {
    return true;
  }

  @Override
  NDArray logits(Kernels kernels, LabelledBatch batch, Supplier<NDArray> hidden, NDManager scope) {
    NDArray summary = summary(kernels, hidden.get(), batch.lastPositions()); // (B, C)
    return kernels.call("classes", summary, weight, bias); // (B, K)
  }
}
