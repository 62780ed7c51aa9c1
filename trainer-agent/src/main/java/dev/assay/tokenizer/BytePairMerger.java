package dev.assay.tokenizer;

import java.util.Arrays;

/**
 * Merges the bytes of a pre-token: always the pair of the first rank, of several equal ones the
 * leftmost, until no pair has a rank (Sennrich et al., Neural Machine Translation of Rare Words
 * with Subword Units, 2016, algorithm 1). For one thread: it keeps working space.
 */
final class BytePairMerger {

  /** Up to here scanning all pairs for each merge is faster than a heap; measured. */
  private static final int SHORT = 256;

  private static final int USUAL = 32;

  private static final int NO_RANK = Integer.MAX_VALUE;

  private final int[] idOfByte;
  private final Ranks ranks;

  private int[] ids = new int[USUAL];
  private int[] rankAt = new int[USUAL];

  /** The pairs that merge. Shared by many threads once all are added. */
  static final class Ranks {

    private final PairTable table;
    private int[] merged;
    private int size;

    Ranks(int expected) {
      table = new PairTable(expected);
      merged = new int[expected];
    }

    /** The next rank is this pair's. */
    void add(int left, int right, int id) {
      if (size == merged.length) {
        merged = Arrays.copyOf(merged, Math.max(16, size * 2));
      }
      merged[size] = id;
      table.add(PairTable.key(left, right), size++);
    }

    int rank(int left, int right) {
      int rank = table.get(PairTable.key(left, right));
      return rank == PairTable.NONE ? NO_RANK : rank;
    }
  }

  BytePairMerger(int[] idOfByte, int expectedMerges) {
    this(idOfByte, new Ranks(expectedMerges));
  }

  BytePairMerger(int[] idOfByte, Ranks ranks) {
    this.idOfByte = idOfByte;
    this.ranks = ranks;
  }

  void add(int left, int right, int id) {
    ranks.add(left, right, id);
  }

  /** Appends the ids of the bytes {@code from} to below {@code to}. */
  void merge(byte[] text, int from, int to, Ids out) {
    if (to - from <= SHORT) {
      mergeShort(text, from, to - from, out);
    } else {
      mergeLong(text, from, to - from, out);
    }
  }

  private void mergeShort(byte[] text, int from, int length, Ids out) {
    int n = length;
    if (n > ids.length) {
      ids = new int[SHORT];
      rankAt = new int[SHORT];
    }
    for (int i = 0; i < n; i++) {
      ids[i] = idOfByte[text[from + i] & 0xFF];
    }
    for (int i = 0; i + 1 < n; i++) {
      rankAt[i] = ranks.rank(ids[i], ids[i + 1]);
    }
    while (n > 1) {
      int best = 0;
      for (int i = 1; i + 1 < n; i++) {
        if (rankAt[i] < rankAt[best]) {
          best = i;
        }
      }
      if (rankAt[best] == NO_RANK) {
        break;
      }
      ids[best] = ranks.merged[rankAt[best]];
      n--;
      System.arraycopy(ids, best + 2, ids, best + 1, n - best - 1);
      System.arraycopy(rankAt, best + 1, rankAt, best, n - best - 1);
      if (best + 1 < n) {
        rankAt[best] = ranks.rank(ids[best], ids[best + 1]);
      }
      if (best > 0) {
        rankAt[best - 1] = ranks.rank(ids[best - 1], ids[best]);
      }
    }
    out.addAll(ids, n);
  }

  /** O(n log n): a linked list of ids and a heap of pairs; pairs that are gone stay in the heap. */
  private void mergeLong(byte[] text, int from, int n, Ids out) {
    var id = new int[n];
    var next = new int[n];
    var previous = new int[n];
    for (int i = 0; i < n; i++) {
      id[i] = idOfByte[text[from + i] & 0xFF];
      next[i] = i + 1;
      previous[i] = i - 1;
    }
    var heap = new PairHeap(n);
    for (int i = 0; i + 1 < n; i++) {
      heap.add(ranks.rank(id[i], id[i + 1]), i);
    }
    while (!heap.isEmpty()) {
      long top = heap.remove();
      int at = PairHeap.position(top);
      int right = next[at];
      if (id[at] < 0 || right >= n || ranks.rank(id[at], id[right]) != PairHeap.rank(top)) {
        continue;
      }
      id[at] = ranks.merged[PairHeap.rank(top)];
      id[right] = -1;
      next[at] = next[right];
      if (next[at] < n) {
        previous[next[at]] = at;
        heap.add(ranks.rank(id[at], id[next[at]]), at);
      }
      if (previous[at] >= 0) {
        heap.add(ranks.rank(id[previous[at]], id[at]), previous[at]);
      }
    }
    for (int i = 0; i < n; i = next[i]) {
      out.add(id[i]);
    }
  }

  /** A binary heap of (rank, position), the smallest first. */
  private static final class PairHeap {

    private long[] items;
    private int size;

    PairHeap(int capacity) {
      items = new long[capacity];
    }

    static int rank(long item) {
      return (int) (item >>> Integer.SIZE);
    }

    static int position(long item) {
      return (int) item;
    }

    boolean isEmpty() {
      return size == 0;
    }

    void add(int rank, int position) {
      if (rank == NO_RANK) {
        return;
      }
      if (size == items.length) {
        items = Arrays.copyOf(items, size * 2);
      }
      long item = (long) rank << Integer.SIZE | position;
      int at = size++;
      while (at > 0 && items[(at - 1) >>> 1] > item) {
        items[at] = items[(at - 1) >>> 1];
        at = (at - 1) >>> 1;
      }
      items[at] = item;
    }

    long remove() {
      long first = items[0];
      long item = items[--size];
      int at = 0;
      while (2 * at + 1 < size) {
        int child = 2 * at + 1;
        if (child + 1 < size && items[child + 1] < items[child]) {
          child++;
        }
        if (items[child] >= item) {
          break;
        }
        items[at] = items[child];
        at = child;
      }
      items[at] = item;
      return first;
    }
  }
}
