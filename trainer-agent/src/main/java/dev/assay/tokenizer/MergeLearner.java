package dev.assay.tokenizer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Learns merges from words and their counts. Counts of pairs are kept up to date where a merge
 * changes them; a heap has the pairs by the count they had when they were filed, which can only
 * have fallen since (all pairs that a merge makes have the new token in them).
 */
final class MergeLearner {

  /** A pair that occurs once teaches nothing. */
  private static final long FEWEST = 2;

  private static final int[] NO_WORDS = new int[0];

  private final byte[][] tokens;
  private int size;

  // words: their ids lie one after another in one array
  private final int[] ids;
  private final int[] starts;
  private final int[] lengths;
  private final long[] wordCounts;

  // pairs by index
  private final PairTable indexes = new PairTable(1 << 16);
  private long[] keys = new long[1 << 16];
  private long[] counts = new long[1 << 16];
  private long[] filed = new long[1 << 16];
  private int[][] words = new int[1 << 16][];
  private int[] wordsSize = new int[1 << 16];
  private int pairs;

  private int[] heap = new int[1 << 16];
  private int heapSize;

  /**
   * @param tokens room for the bytes of all tokens; the first 256 are the bytes
   */
  MergeLearner(WordCounts words, int tokens) {
    this.tokens = new byte[tokens][];
    for (int b = 0; b < BytePairVocabulary.BYTES; b++) {
      this.tokens[b] = new byte[] {(byte) b};
    }
    size = BytePairVocabulary.BYTES;
    int n = words.size();
    starts = new int[n];
    lengths = new int[n];
    wordCounts = new long[n];
    int total = 0;
    for (int word = 0; word < n; word++) {
      starts[word] = total;
      lengths[word] = words.length(word);
      wordCounts[word] = words.count(word);
      total = Math.addExact(total, lengths[word]);
    }
    ids = new int[total];
    for (int word = 0; word < n; word++) {
      for (int i = 0; i < lengths[word]; i++) {
        ids[starts[word] + i] = Byte.toUnsignedInt(words.at(word, i));
      }
    }
    countPairs();
  }

  private void countPairs() {
    for (int word = 0; word < starts.length; word++) {
      for (int i = starts[word]; i + 1 < starts[word] + lengths[word]; i++) {
        change(ids[i], ids[i + 1], wordCounts[word], word);
      }
    }
    for (int pair = 0; pair < pairs; pair++) {
      file(pair);
    }
  }

  /** Whether a pair was left to merge; it is the last of {@code merges} then. */
  boolean learn(List<BytePairVocabulary.Merge> merges) {
    int pair = mostFrequent();
    if (pair < 0) {
      return false;
    }
    int left = (int) (keys[pair] >>> Integer.SIZE);
    int right = (int) keys[pair];
    int merged = size++;
    tokens[merged] = concatenated(tokens[left], tokens[right]);
    int firstNew = pairs;
    for (int i = 0; i < wordsSize[pair]; i++) {
      merge(words[pair][i], left, right, merged);
    }
    counts[pair] = 0;
    words[pair] = NO_WORDS;
    for (int made = firstNew; made < pairs; made++) {
      file(made);
    }
    merges.add(new BytePairVocabulary.Merge(left, right, merged));
    return true;
  }

  /** The bytes of the tokens learnt so far, by id. */
  List<byte[]> tokens() {
    return new ArrayList<>(Arrays.asList(tokens).subList(0, size));
  }

  private static byte[] concatenated(byte[] left, byte[] right) {
    byte[] both = Arrays.copyOf(left, left.length + right.length);
    System.arraycopy(right, 0, both, left.length, right.length);
    return both;
  }

  private void merge(int word, int left, int right, int merged) {
    int start = starts[word];
    int end = start + lengths[word];
    long n = wordCounts[word];
    int out = start;
    for (int i = start; i < end; i++) {
      if (ids[i] != left || i + 1 == end || ids[i + 1] != right) {
        ids[out++] = ids[i];
        continue;
      }
      if (out > start) {
        change(ids[out - 1], left, -n, word);
        change(ids[out - 1], merged, n, word);
      }
      if (i + 2 < end) {
        change(right, ids[i + 2], -n, word);
        change(merged, ids[i + 2], n, word);
      }
      ids[out++] = merged;
      i++;
    }
    lengths[word] = out - start;
  }

  private void change(int left, int right, long by, int word) {
    long key = PairTable.key(left, right);
    int pair = indexes.get(key);
    if (pair == PairTable.NONE) {
      pair = newPair(key);
    }
    counts[pair] += by;
    int n = wordsSize[pair];
    if (by > 0 && (n == 0 || words[pair][n - 1] != word)) {
      if (n == words[pair].length) {
        words[pair] = Arrays.copyOf(words[pair], Math.max(4, 2 * n));
      }
      words[pair][n] = word;
      wordsSize[pair] = n + 1;
    }
  }

  private int newPair(long key) {
    if (pairs == keys.length) {
      keys = Arrays.copyOf(keys, 2 * pairs);
      counts = Arrays.copyOf(counts, 2 * pairs);
      filed = Arrays.copyOf(filed, 2 * pairs);
      words = Arrays.copyOf(words, 2 * pairs);
      wordsSize = Arrays.copyOf(wordsSize, 2 * pairs);
    }
    keys[pairs] = key;
    words[pairs] = NO_WORDS;
    indexes.add(key, pairs);
    return pairs++;
  }

  // --- the heap: most frequent first, of equally frequent ones the greatest ---

  private int mostFrequent() {
    while (heapSize > 0) {
      int pair = remove();
      if (counts[pair] == filed[pair]) {
        return pair;
      }
      file(pair);
    }
    return -1;
  }

  private boolean isBefore(int pair, int other) {
    if (filed[pair] != filed[other]) {
      return filed[pair] > filed[other];
    }
    long key = keys[pair];
    long otherKey = keys[other];
    int left =
        Arrays.compareUnsigned(
            tokens[(int) (key >>> Integer.SIZE)], tokens[(int) (otherKey >>> Integer.SIZE)]);
    return left != 0
        ? left > 0
        : Arrays.compareUnsigned(tokens[(int) key], tokens[(int) otherKey]) > 0;
  }

  private void file(int pair) {
    if (counts[pair] < FEWEST) {
      return;
    }
    filed[pair] = counts[pair];
    if (heapSize == heap.length) {
      heap = Arrays.copyOf(heap, 2 * heapSize);
    }
    int at = heapSize++;
    while (at > 0 && isBefore(pair, heap[(at - 1) >>> 1])) {
      heap[at] = heap[(at - 1) >>> 1];
      at = (at - 1) >>> 1;
    }
    heap[at] = pair;
  }

  private int remove() {
    int first = heap[0];
    int last = heap[--heapSize];
    int at = 0;
    while (2 * at + 1 < heapSize) {
      int child = 2 * at + 1;
      if (child + 1 < heapSize && isBefore(heap[child + 1], heap[child])) {
        child++;
      }
      if (!isBefore(heap[child], last)) {
        break;
      }
      heap[at] = heap[child];
      at = child;
    }
    heap[at] = last;
    return first;
  }
}
