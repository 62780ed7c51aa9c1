package dev.assay.corpus;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * B sequences of T tokens, flat and row by row.
 *
 * @param sequences B
 * @param inputs B·T ids
 * @param targets B·T ids, each the token after that of {@code inputs}, or {@link #IGNORED}
 */
@SuppressWarnings("ArrayRecordComponent") // a batch is never compared
public record Batch(int sequences, long[] inputs, long[] targets) {

  /** A target that counts in no loss: of a prompt that is not learned, and of padding. */
  public static final long IGNORED = -100;

  public int tokens() {
    return inputs.length;
  }

  /** Targets that count. */
  public int targetCount() {
    int count = 0;
    for (long target : targets) {
      count += target == IGNORED ? 0 : 1;
    }
    return count;
  }

  /** The same sequences in at most so many batches, each with some. */
  public List<Batch> split(int parts) {
    List<Batch> split = new ArrayList<>(parts);
    int t = inputs.length / sequences;
    for (int part = 0; part < parts; part++) {
      int from = (int) ((long) sequences * part / parts);
      int to = (int) ((long) sequences * (part + 1) / parts);
      if (to > from) {
        split.add(
            new Batch(
                to - from,
                Arrays.copyOfRange(inputs, from * t, to * t),
                Arrays.copyOfRange(targets, from * t, to * t)));
      }
    }
    return split;
  }
}
