package dev.assay.corpus;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Data to train on and data to validate on.
 *
 * @param <D> kind of data
 */
public record Sides<D>(D training, D validation) {

  /**
   * Examples on the side that {@link Split#byDocument} gives to their texts.
   *
   * @throws IllegalArgumentException when one side would be empty
   */
  static <E> Sides<List<E>> of(List<E> examples, Function<E, String> text, double fraction) {
    Set<String> validation =
        new HashSet<>(
            Split.byDocument(examples.stream().map(text).distinct().toList(), fraction)
                .validation());
    return new Sides<>(
        examples.stream().filter(example -> !validation.contains(text.apply(example))).toList(),
        examples.stream().filter(example -> validation.contains(text.apply(example))).toList());
  }

  <R> Sides<R> map(Function<D, R> change) {
    return new Sides<>(change.apply(training), change.apply(validation));
  }
}
