package dev.assay.training;

import java.util.List;
import java.util.function.ToIntFunction;

/**
 * What a model is evaluated on while it trains: the same batches each time.
 *
 * @param batches at least one
 * @param weight targets of a batch that count; above 0 in all
 */
public record Validation<B>(List<B> batches, ToIntFunction<B> weight) {

  public Validation {
    batches = List.copyOf(batches);
    Rules.require(!batches.isEmpty(), "validation batches", batches.size(), "at least 1");
    long targets = batches.stream().mapToLong(weight::applyAsInt).sum();
    Rules.require(targets >= 1, "validation targets", targets, "at least 1");
  }
}
