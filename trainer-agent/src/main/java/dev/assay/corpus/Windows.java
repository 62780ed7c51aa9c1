package dev.assay.corpus;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.random.RandomGenerator;

/** Windows of T tokens, each with the token that follows. */
public final class Windows {

  private Windows() {}

  /** A batch of windows that begin anywhere, with equal chance. */
  public static Batch random(Tokens tokens, int sequences, int context, RandomGenerator random) {
    tokens.requireWindow(context);
    long bound = tokens.size() - context;
    var starts = new long[sequences];
    for (int b = 0; b < sequences; b++) {
      starts[b] = bound <= Integer.MAX_VALUE ? random.nextInt((int) bound) : random.nextLong(bound);
    }
    return at(tokens, starts, context);
  }

  /**
   * The same windows each time, spread evenly over the tokens without overlap: {@code count} of
   * them or as many as fit, in batches of {@code sequences}.
   */
  public static List<Batch> fixed(Tokens tokens, int count, int sequences, int context) {
    long[] starts = starts(tokens, count, context);
    List<Batch> batches = new ArrayList<>();
    for (int first = 0; first < starts.length; first += sequences) {
      int end = Math.min(first + sequences, starts.length);
      batches.add(at(tokens, Arrays.copyOfRange(starts, first, end), context));
    }
    return batches;
  }

  /** The indices of the tokens that the windows of {@link #fixed} begin with. */
  public static long[] starts(Tokens tokens, int count, int context) {
    tokens.requireWindow(context);
    long fit = (tokens.size() - 1) / context;
    var starts = new long[(int) Math.min(count, fit)];
    for (int i = 0; i < starts.length; i++) {
      starts[i] = i * fit / starts.length * context;
    }
    return starts;
  }

  /**
   * Bytes of text that the batches' targets stand for: a loss summed over them is so many nats per
   * so many bytes.
   *
   * @param byteLength bytes of UTF-8 of an id, 0 of an end of text
   */
  public static long targetBytes(List<Batch> batches, IntUnaryOperator byteLength) {
    long bytes = 0;
    for (Batch batch : batches) {
      for (long target : batch.targets()) {
        bytes += target == Batch.IGNORED ? 0 : byteLength.applyAsInt((int) target);
      }
    }
    return bytes;
  }

  /** The windows that begin at {@code starts}. */
  static Batch at(Tokens tokens, long[] starts, int context) {
    var inputs = new long[starts.length * context];
    var targets = new long[inputs.length];
    for (int b = 0; b < starts.length; b++) {
      int row = b * context;
      inputs[row] = tokens.get(starts[b]);
      for (int t = 0; t < context; t++) {
        long id = tokens.get(starts[b] + t + 1);
        targets[row + t] = id;
        if (t + 1 < context) {
          inputs[row + t + 1] = id;
        }
      }
    }
    return new Batch(starts.length, inputs, targets); // (B, T) each
  }
}
