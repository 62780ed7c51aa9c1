package dev.assay.corpus;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A sequence of ids some of which are to be predicted.
 *
 * @param ids an end of text first
 * @param counts whether each is to be predicted
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record MaskedIds(int[] ids, boolean[] counts) {

  /** All but the last. */
  int[] inputs() {
    return Arrays.copyOf(ids, ids.length - 1);
  }

  /** The id after each input, or {@link Batch#IGNORED}. */
  int[] targets() {
    var targets = new int[ids.length - 1];
    for (int i = 0; i < targets.length; i++) {
      targets[i] = counts[i + 1] ? ids[i + 1] : (int) Batch.IGNORED;
    }
    return targets;
  }

  /**
   * The first id and as many of the last as make {@code context} inputs; null when the ids that
   * count at the end, and the one they are predicted from, are more. What follows a gap does not
   * count.
   */
  @Nullable MaskedIds last(int context) {
    if (ids.length <= context + 1) {
      return this;
    }
    int from = ids.length - context;
    int answer = ids.length;
    while (answer > 0 && counts[answer - 1]) {
      answer--;
    }
    if (answer <= from) {
      return null;
    }
    var shorter = new int[context + 1];
    var counting = new boolean[context + 1];
    shorter[0] = ids[0];
    System.arraycopy(ids, from, shorter, 1, context);
    System.arraycopy(counts, from, counting, 1, context);
    counting[1] = false;
    return new MaskedIds(shorter, counting);
  }

  /** One in the making. */
  static final class Draft {
    private int[] ids = new int[256];
    private boolean[] counts = new boolean[256];
    private int length;

    void add(int id, boolean count) {
      if (length == ids.length) {
        ids = Arrays.copyOf(ids, 2 * length);
        counts = Arrays.copyOf(counts, 2 * length);
      }
      ids[length] = id;
      counts[length++] = count;
    }

    void add(int[] more, boolean count) {
      for (int id : more) {
        add(id, count);
      }
    }

    MaskedIds done() {
      return new MaskedIds(Arrays.copyOf(ids, length), Arrays.copyOf(counts, length));
    }
  }
}
