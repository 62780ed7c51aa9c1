package dev.assay.corpus;

import dev.assay.tokenizer.Tokenizer;
import java.util.Arrays;
import java.util.List;

/** A few documents as tokens in memory. */
public final class TokenStream implements Tokens {

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

  @Override
  public long size() {
    return ids.length;
  }

  @Override
  public int get(long index) {
    return ids[Math.toIntExact(index)];
  }
}
