package dev.assay.corpus;

import dev.assay.tokenizer.Tokenizer;
import java.util.Arrays;
import java.util.List;

/** All documents of one side of a split as one sequence of ids, an end of text after each. */
public final class TokenStream {

  private final int[] ids;

  private TokenStream(int[] ids) {
    this.ids = ids;
  }

  public static TokenStream of(List<String> documents, Tokenizer tokenizer) {
    var ids = new int[1 << 16];
    int length = 0;
    for (String document : documents) {
      int[] encoded = tokenizer.encode(document);
      if (length + encoded.length + 1 > ids.length) {
        ids = Arrays.copyOf(ids, Math.max(ids.length * 2, length + encoded.length + 1));
      }
      System.arraycopy(encoded, 0, ids, length, encoded.length);
      length += encoded.length;
      ids[length++] = tokenizer.endOfText();
    }
    return new TokenStream(Arrays.copyOf(ids, length));
  }

  public int size() {
    return ids.length;
  }

  public int get(int index) {
    return ids[index];
  }

  /**
   * The windows of {@code context} tokens that begin at {@code starts}, each with the token that
   * follows.
   */
  Batch windows(int[] starts, int context) {
    var inputs = new long[starts.length * context];
    var targets = new long[inputs.length];
    for (int b = 0; b < starts.length; b++) {
      for (int t = 0; t < context; t++) {
        inputs[b * context + t] = ids[starts[b] + t];
        targets[b * context + t] = ids[starts[b] + t + 1];
      }
    }
    return new Batch(starts.length, inputs, targets); // (B, T) each
  }

  /** How many places a window and the token after it can begin at. */
  int windowStarts(int context) {
    requireWindow(context);
    return ids.length - context;
  }

  /**
   * @throws IllegalArgumentException when not even one window and the token after it fit
   */
  public void requireWindow(int context) {
    if (ids.length <= context) {
      throw new IllegalArgumentException(
          "the text has %,d tokens; a context of %,d needs at least %,d"
              .formatted(ids.length, context, context + 1));
    }
  }
}
