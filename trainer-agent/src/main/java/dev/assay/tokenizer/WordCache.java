package dev.assay.tokenizer;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Encodes words: those that are one token by a table, others by what is remembered of them, the
 * rest by merging. What is remembered is bounded: a word has two places, and the one that was there
 * longer gives way.
 *
 * <p>Threads share it without locks: an entry is immutable, so that one read in a race is whole,
 * and one lost in a race is only worked out again.
 */
final class WordCache {

  /** Longer words are not kept, bytes; so all of it is below 30 MB. */
  static final int LONGEST = 64;

  private static final int SLOT_BITS = 16;

  private final WholeWords wholeWords;
  private final @Nullable Entry[] entries = new Entry[1 << SLOT_BITS];

  /**
   * @param head the first eight bytes
   * @param tail the next eight
   * @param word all bytes; null when head and tail are all
   */
  private record Entry(long head, long tail, int length, byte @Nullable [] word, int[] ids) {

    boolean is(long head, long tail, byte[] text, int from, int length) {
      return this.head == head
          && this.tail == tail
          && this.length == length
          && (word == null || Arrays.equals(word, 0, length, text, from, from + length));
    }
  }

  WordCache(WholeWords wholeWords) {
    this.wholeWords = wholeWords;
  }

  /** Appends the ids of a word, worked out by the merger when they are not known. */
  void encode(byte[] text, int from, int to, BytePairMerger merger, Ids out) {
    int length = to - from;
    if (length > LONGEST) {
      merger.merge(text, from, to, out);
      return;
    }
    long head = ShortWord.head(text, from, length);
    long tail = ShortWord.tail(text, from, length);
    if (length <= ShortWord.LONGEST) {
      int id = wholeWords.id(head, tail, length);
      if (id != WholeWords.NONE) {
        out.add(id);
        return;
      }
    }
    int slot = slot(head, tail, text, from, length);
    Entry entry = entries[slot];
    if (entry != null && entry.is(head, tail, text, from, length)) {
      out.addAll(entry.ids);
      return;
    }
    Entry other = entries[slot ^ 1];
    if (other != null && other.is(head, tail, text, from, length)) {
      out.addAll(other.ids);
      return;
    }
    int before = out.size();
    merger.merge(text, from, to, out);
    byte[] word = length > ShortWord.LONGEST ? Arrays.copyOfRange(text, from, to) : null;
    entries[slot ^ 1] = entry;
    entries[slot] = new Entry(head, tail, length, word, out.from(before));
  }

  private static int slot(long head, long tail, byte[] text, int from, int length) {
    long hash = ShortWord.hash(head, tail, length);
    for (int at = ShortWord.LONGEST; at < length; at += Long.BYTES) {
      hash = ShortWord.hash(hash, ShortWord.head(text, from + at, length - at));
    }
    return (int) (hash >>> (Long.SIZE - SLOT_BITS));
  }
}
