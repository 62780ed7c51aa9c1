package dev.assay.corpus;

/**
 * The tokens cut into windows of T, shuffled: in an epoch each window comes once. Where the cuts
 * are and the order change with the epoch. Memory does not grow with the tokens.
 */
public final class WindowBatches implements Batches<Batch> {

  private final Tokens tokens;
  private final int sequences;
  private final int context;
  private final long seed;
  private final long windows;
  private final long phases;

  /**
   * @param sequences B, of a batch
   * @param context T
   * @throws IllegalArgumentException when not even one window and the token after it fit
   */
  public WindowBatches(Tokens tokens, int sequences, int context, long seed) {
    tokens.requireWindow(context);
    this.tokens = tokens;
    this.sequences = sequences;
    this.context = context;
    this.seed = seed;
    // as many as fit wherever the first begins, so that all epochs have the same number
    this.windows = Math.max(1, (tokens.size() - context) / context);
    this.phases = Math.min(context, tokens.size() - windows * context);
  }

  /** Windows of an epoch. */
  public long windows() {
    return windows;
  }

  @Override
  public Batch at(long index) {
    var starts = new long[sequences];
    for (int b = 0; b < sequences; b++) {
      starts[b] = start(index * sequences + b);
    }
    return Windows.at(tokens, starts, context);
  }

  /** Where the window begins that is the {@code nth} of all epochs. */
  private long start(long nth) {
    long epochSeed = Permutation.mix(seed ^ Permutation.mix(nth / windows));
    long phase = Math.floorMod(Permutation.mix(epochSeed), phases);
    return phase + new Permutation(windows, epochSeed).at(nth % windows) * context;
  }

  @Override
  public long tokensPerBatch() {
    return (long) sequences * context;
  }
}
