package dev.assay.recipes;

import dev.assay.corpus.Examples;
import dev.assay.corpus.Origin;
import java.util.Arrays;
import java.util.List;

/**
 * Examples that a model is not trained on, to be measured on: the same ones each time.
 *
 * @param origins of the batches' examples, in their order
 * @param <B> kind of batch
 */
record HeldOut<B>(List<B> batches, List<Origin> origins, PredictionFile.SplitBy splitBy) {

  /**
   * @param origins of all examples
   * @param most how many of them are taken
   * @param sequences of a batch
   */
  static <B> HeldOut<B> of(
      Examples<B> examples,
      List<Origin> origins,
      int most,
      int sequences,
      PredictionFile.SplitBy splitBy) {
    List<Origin> taken = Arrays.stream(examples.spread(most)).mapToObj(origins::get).toList();
    return new HeldOut<>(examples.fixed(most, sequences), taken, splitBy);
  }
}
