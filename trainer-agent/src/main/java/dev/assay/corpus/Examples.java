package dev.assay.corpus;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Examples turned into ids, to be trained on in batches. Sequences of a batch are padded on the
 * right to its longest: so shapes differ from batch to batch.
 *
 * @param <B> kind of batch
 */
public final class Examples<B> {

  private final int[] lengths;
  private final int cut;
  private final int dropped;
  private final Collation<B> collation;

  /** Puts some of the examples into a batch. */
  interface Collation<B> {
    B batch(int[] examples);
  }

  /**
   * @param lengths tokens of each example
   * @param cut how many of them lost tokens
   * @param dropped how many more there were
   */
  Examples(int[] lengths, int cut, int dropped, Collation<B> collation) {
    if (lengths.length == 0) {
      throw new IllegalArgumentException(
          "there are 0 examples (and %d that do not fit the context); at least 1 is needed"
              .formatted(dropped));
    }
    this.lengths = lengths;
    this.cut = cut;
    this.dropped = dropped;
    this.collation = collation;
  }

  public int count() {
    return lengths.length;
  }

  /** How many of them lost tokens, since they are longer than the context. */
  public int cut() {
    return cut;
  }

  /** How many do not fit the context and were left out. */
  public int dropped() {
    return dropped;
  }

  /** Of the longest example. */
  public int longest() {
    int longest = 0;
    for (int length : lengths) {
      longest = Math.max(longest, length);
    }
    return longest;
  }

  /**
   * Every example once an epoch, in an order of the epoch's own; a batch may begin in one epoch and
   * end in the next, so that all have the same size.
   *
   * @param sequences of a batch, at least 1
   */
  public Batches<B> batches(int sequences, long seed) {
    requireSequences(sequences);
    return new Shuffled(sequences, seed);
  }

  /**
   * The same examples each time, spread evenly: {@code most} of them or as many as there are.
   *
   * @param sequences of a batch, at least 1; the last may have fewer
   */
  public List<B> fixed(int most, int sequences) {
    requireSequences(sequences);
    int[] all = spread(most);
    List<B> batches = new ArrayList<>();
    for (int first = 0; first < all.length; first += sequences) {
      int end = Math.min(first + sequences, all.length);
      batches.add(collation.batch(Arrays.copyOfRange(all, first, end)));
    }
    return batches;
  }

  /** Which examples {@link #fixed} has, in its order. */
  public int[] spread(int most) {
    var examples = new int[Math.min(most, lengths.length)];
    for (int i = 0; i < examples.length; i++) {
      examples[i] = (int) ((long) i * lengths.length / examples.length);
    }
    return examples;
  }

  private static void requireSequences(int sequences) {
    if (sequences < 1) {
      throw new IllegalArgumentException("batch is " + sequences + "; must be at least 1");
    }
  }

  private final class Shuffled implements Batches<B> {
    private final int sequences;
    private final long base;
    private volatile @Nullable Epoch latest; // spares shuffling again for every batch

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Epoch(long number, int[] order) {}

    Shuffled(int sequences, long seed) {
      this.sequences = sequences;
      this.base = new SplittableRandom(seed).nextLong();
    }

    @Override
    public B at(long index) {
      if (index < 0) {
        throw new IllegalArgumentException("batch index is " + index + "; must be at least 0");
      }
      return collation.batch(examples(index));
    }

    private int[] examples(long index) {
      var examples = new int[sequences];
      for (int b = 0; b < sequences; b++) {
        long place = index * sequences + b;
        examples[b] = order(place / lengths.length)[(int) (place % lengths.length)];
      }
      return examples;
    }

    /** Fisher and Yates's shuffle (Durstenfeld 1964, Algorithm 235). */
    private int[] order(long number) {
      Epoch epoch = latest;
      if (epoch != null && epoch.number == number) {
        return epoch.order;
      }
      var random = new SplittableRandom(base + number);
      var order = new int[lengths.length];
      for (int i = 0; i < order.length; i++) {
        int other = random.nextInt(i + 1);
        order[i] = order[other];
        order[other] = i;
      }
      latest = new Epoch(number, order);
      return order;
    }

    @Override
    public long tokensPerBatch() {
      long batches = (lengths.length - 1) / sequences + 1;
      long tokens = 0;
      for (long index = 0; index < batches; index++) {
        int longest = 0;
        for (int example : examples(index)) {
          longest = Math.max(longest, lengths[example]);
        }
        tokens += (long) longest * sequences;
      }
      return Math.round((double) tokens / batches);
    }
  }

  /**
   * Rows of B sequences one after the other, each padded on the right to the longest.
   *
   * @return (B, T)
   */
  static long[] padded(int[][] rows, long padding) {
    int t = 1;
    for (int[] row : rows) {
      t = Math.max(t, row.length);
    }
    var padded = new long[rows.length * t];
    for (int b = 0; b < rows.length; b++) {
      for (int i = 0; i < t; i++) {
        padded[b * t + i] = i < rows[b].length ? rows[b][i] : padding;
      }
    }
    return padded;
  }

  /** Those of the rows, in that order. */
  static int[][] pick(int[][] rows, int[] examples) {
    var picked = new int[examples.length][];
    for (int b = 0; b < examples.length; b++) {
      picked[b] = rows[examples[b]];
    }
    return picked;
  }

  static int[] lengths(int[][] rows) {
    var lengths = new int[rows.length];
    for (int i = 0; i < rows.length; i++) {
      lengths[i] = rows[i].length;
    }
    return lengths;
  }

  /** (B): where each row's last token is. */
  static int[] lastPositions(int[][] rows) {
    int[] last = lengths(rows);
    for (int b = 0; b < last.length; b++) {
      last[b]--;
    }
    return last;
  }
}
