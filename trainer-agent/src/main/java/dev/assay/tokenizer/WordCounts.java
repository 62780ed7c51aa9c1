package dev.assay.tokenizer;

import java.util.Arrays;

/**
 * How often each word occurred; a word is some bytes. All words lie in one array. For one thread.
 */
final class WordCounts {

  private byte[] bytes = new byte[1 << 16];
  private int[] ends = new int[1 << 12];
  private int[] hashes = new int[1 << 12];
  private long[] counts = new long[1 << 12];

  /** Index of the word plus one; zero is free. */
  private int[] slots = new int[1 << 13];

  private int size;

  /** Distinct words. */
  int size() {
    return size;
  }

  int length(int word) {
    return ends[word] - start(word);
  }

  long count(int word) {
    return counts[word];
  }

  byte at(int word, int index) {
    return bytes[start(word) + index];
  }

  private int start(int word) {
    return word == 0 ? 0 : ends[word - 1];
  }

  void addAll(WordCounts others) {
    for (int word = 0; word < others.size; word++) {
      add(others.bytes, others.start(word), others.ends[word], others.counts[word]);
    }
  }

  void add(byte[] text, int from, int to, long times) {
    int hash = hash(text, from, to);
    int mask = slots.length - 1;
    int slot = hash & mask;
    while (slots[slot] != 0) {
      int word = slots[slot] - 1;
      if (hashes[word] == hash && Arrays.equals(bytes, start(word), ends[word], text, from, to)) {
        counts[word] += times;
        return;
      }
      slot = (slot + 1) & mask;
    }
    slots[slot] = size + 1;
    append(text, from, to, hash, times);
  }

  private void append(byte[] text, int from, int to, int hash, long times) {
    int start = start(size);
    int end = Math.addExact(start, to - from);
    if (end > bytes.length) {
      bytes = Arrays.copyOf(bytes, (int) Math.min(Integer.MAX_VALUE - 8L, 2L * end));
    }
    System.arraycopy(text, from, bytes, start, to - from);
    if (size == ends.length) {
      ends = Arrays.copyOf(ends, 2 * size);
      hashes = Arrays.copyOf(hashes, 2 * size);
      counts = Arrays.copyOf(counts, 2 * size);
    }
    ends[size] = end;
    hashes[size] = hash;
    counts[size] = times;
    size++;
    if (2 * size > slots.length) {
      rehash();
    }
  }

  private void rehash() {
    slots = new int[2 * slots.length];
    int mask = slots.length - 1;
    for (int word = 0; word < size; word++) {
      int slot = hashes[word] & mask;
      while (slots[slot] != 0) {
        slot = (slot + 1) & mask;
      }
      slots[slot] = word + 1;
    }
  }

  private static int hash(byte[] text, int from, int to) {
    int hash = to - from;
    for (int i = from; i < to; i++) {
      hash = (hash ^ text[i]) * 0x01000193;
    }
    hash *= 0x9E3779B9;
    return hash ^ (hash >>> 15);
  }
}
