package dev.assay.corpus;

/**
 * B sequences of T tokens, flat and row by row.
 *
 * @param sequences B
 * @param inputs B·T ids
 * @param targets B·T ids, each the token after that of {@code inputs}
 */
@SuppressWarnings("ArrayRecordComponent") // a batch is never compared
public record Batch(int sequences, long[] inputs, long[] targets) {

  public int tokens() {
    return inputs.length;
  }
}
