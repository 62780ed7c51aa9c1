package dev.assay.tokenizer;

/**
 * The words that are one token, most of a text: a table that never changes, so that threads share
 * it and a look-up touches one cache line. Words of up to 16 bytes only.
 */
final class WholeWords {

  static final int NONE = -1;

  /** A slot is head, tail, length and id, and nothing; free when its length is 0. */
  private static final int LONGS_PER_SLOT = 4;

  private final long[] slots;
  private final int shift;

  /**
   * @param merger of the vocabulary: a token that its own bytes do not become is left out
   */
  WholeWords(BytePairVocabulary vocabulary, BytePairMerger merger) {
    int bits = 33 - Integer.numberOfLeadingZeros(vocabulary.size());
    slots = new long[LONGS_PER_SLOT << bits];
    shift = Long.SIZE - bits;
    for (int id = 0; id < vocabulary.size(); id++) {
      byte[] token = vocabulary.token(id);
      if (token.length == 0 || token.length > ShortWord.LONGEST) {
        continue;
      }
      var ids = new Ids(4);
      merger.merge(token, 0, token.length, ids);
      if (ids.size() == 1 && ids.from(0)[0] == id) {
        add(token, id);
      }
    }
  }

  private void add(byte[] token, int id) {
    long head = ShortWord.head(token, 0, token.length);
    long tail = ShortWord.tail(token, 0, token.length);
    int at = slot(head, tail, token.length);
    while (slots[at + 2] != 0) {
      at = (at + LONGS_PER_SLOT) & (slots.length - 1);
    }
    slots[at] = head;
    slots[at + 1] = tail;
    slots[at + 2] = (long) token.length << Integer.SIZE | id;
  }

  private int slot(long head, long tail, int length) {
    return (int) (ShortWord.hash(head, tail, length) >>> shift) * LONGS_PER_SLOT;
  }

  /** {@link #NONE} when the word is not one token. */
  int id(long head, long tail, int length) {
    int at = slot(head, tail, length);
    while (true) {
      long there = slots[at + 2];
      if (there >>> Integer.SIZE == length && slots[at] == head && slots[at + 1] == tail) {
        return (int) there;
      }
      if (there == 0) {
        return NONE;
      }
      at = (at + LONGS_PER_SLOT) & (slots.length - 1);
    }
  }
}
