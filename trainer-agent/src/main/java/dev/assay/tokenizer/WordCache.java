package dev.assay.tokenizer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the ids of words, as most words of a text were seen before. Bounded: a word has two
 * places, and the one that was there longer gives way.
 *
 * <p>Threads share it without locks: an entry is immutable, so that one read in a race is whole,
 * and one lost in a race is only worked out again.
 */
final class WordCache {

  /** Longer words are not kept, bytes; so all of it is below 20 MB. */
  static final int LONGEST = 64;

  private static final int SLOTS = 1 << 16;
  private static final int HEAD = Long.BYTES;
  private static final int HEAD_AND_TAIL = 2 * Long.BYTES;
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final @Nullable Entry[] entries = new Entry[SLOTS];

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

  /** Appends the ids of a word, worked out by the merger when they are not known. */
  void encode(byte[] text, int from, int to, BytePairMerger merger, Ids out) {
    int length = to - from;
    if (length > LONGEST) {
      merger.merge(text, from, to, out);
      return;
    }
    long head = bytes(text, from, Math.min(length, HEAD));
    long tail = length > HEAD ? bytes(text, from + HEAD, Math.min(length - HEAD, HEAD)) : 0;
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
    byte[] word = length > HEAD_AND_TAIL ? Arrays.copyOfRange(text, from, to) : null;
    entries[slot ^ 1] = entry;
    entries[slot] = new Entry(head, tail, length, word, out.from(before));
  }

  private static int slot(long head, long tail, byte[] text, int from, int length) {
    long hash = (head ^ length) * GOLDEN;
    hash = (hash ^ (hash >>> 32) ^ tail) * GOLDEN;
    for (int at = HEAD_AND_TAIL; at < length; at += HEAD) {
      long more = bytes(text, from + at, Math.min(length - at, HEAD));
      hash = (hash ^ (hash >>> 32) ^ more) * GOLDEN;
    }
    return (int) (hash >>> 48);
  }

  /** 1 to 8 bytes as one number. */
  private static long bytes(byte[] text, int at, int n) {
    if (at + Long.BYTES <= text.length) {
      return (long) LONGS.get(text, at) & (-1L >>> (Long.SIZE - n * Byte.SIZE));
    }
    long value = 0;
    for (int i = 0; i < n; i++) {
      value |= (text[at + i] & 0xFFL) << (i * Byte.SIZE);
    }
    return value;
  }
}
