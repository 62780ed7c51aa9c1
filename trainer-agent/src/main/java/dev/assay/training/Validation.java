package dev.assay.training;

import java.util.List;
import java.util.function.ToIntFunction;

/**
 * What a model is evaluated on while it trains: the same batches each time.
 *
 * @param batches at least one
 * @param weight targets of a batch that count
 */
public record Validation<B>(List<B> batches, ToIntFunction<B> weight) {

  public Validation {
    batches = List.copyOf(batches);
    Rules.require(!batches.isEmpty(), "validation batches", batches.size(), "at least 1");
  }
}
