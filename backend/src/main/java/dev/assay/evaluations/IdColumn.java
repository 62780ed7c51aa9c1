package dev.assay.evaluations;

import dev.assay.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Ids as they come: 8 bytes each while all are integers, their UTF-8 and 4 bytes each else. */
final class IdColumn {
  /** Of all ids together. */
  private static final int MOST_BYTES = 1 << 30;

  /** Longer ones may be no long. */
  private static final int MOST_DIGITS = 18;

  static final RowIds NUMBERS = new Numbered();

  private final Growing integers = Growing.longs();
  private @Nullable Growing bytes;
  private final Growing ends = Growing.ints(); // of the bytes

  void add(String id) {
    if (bytes == null && isInteger(id)) {
      integers.addLong(Long.parseLong(id));
    } else {
      addText(texts(), id);
    }
  }

  /** From here on ids are texts, and those before as well. */
  private Growing texts() {
    if (bytes == null) {
      bytes = Growing.bytes();
      for (long integer : integers.takeLongs()) {
        addText(bytes, Long.toString(integer));
      }
    }
    return bytes;
  }

  private void addText(Growing to, String id) {
    to.addBytes(id.getBytes(StandardCharsets.UTF_8));
    if (to.size() > MOST_BYTES) {
      throw new Problem.TooLarge("ids may have %,d bytes together".formatted(MOST_BYTES));
    }
    ends.addInt(to.size());
  }

  /** What texts take while they are taken out; 0 of integers. */
  long textBytes() {
    return bytes == null ? 0 : 2L * bytes.size();
  }

  /** Whether the text is what the number would be written as. */
  private static boolean isInteger(String id) {
    int from = id.startsWith("-") ? 1 : 0;
    int digits = id.length() - from;
    if (digits < 1 || digits > MOST_DIGITS || (id.charAt(from) == '0' && id.length() > 1)) {
      return false;
    }
    for (int i = from; i < id.length(); i++) {
      if (id.charAt(i) < '0' || id.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }

  /** Takes the ids out. */
  RowIds take() {
    return bytes == null
        ? new Integers(integers.takeLongs())
        : new Texts(bytes.takeBytes(), ends.takeInts());
  }

  /** FNV-1a from the last byte to the first, which is the order in which integers give digits. */
  static long hash(byte[] text) {
    return hash(text, 0, text.length);
  }

  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private static long hash(byte[] bytes, int from, int to) {
    long hash = FNV_OFFSET;
    for (int i = to - 1; i >= from; i--) {
      hash = (hash ^ bytes[i]) * FNV_PRIME;
    }
    return spread(hash);
  }

  /** The low bits of FNV depend on the low bits of its input only. */
  private static long spread(long hash) {
    long x = (hash ^ (hash >>> 32)) * 0x9e3779b97f4a7c15L;
    return x ^ (x >>> 29);
  }

  private record Numbered() implements RowIds {
    @Override
    public String of(int row) {
      return Integer.toString(row + 1);
    }

    @Override
    public boolean areGiven() {
      return false;
    }
  }

  /** Ids that are integers. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Integers(long[] values) implements RowIds {
    long at(int row) {
      return values[row];
    }

    @Override
    public long inMemory() {
      return (long) Long.BYTES * values.length;
    }

    @Override
    public String of(int row) {
      return Long.toString(values[row]);
    }

    @Override
    public boolean areGiven() {
      return true;
    }

    @Override
    public long hash(int row) {
      long hash = FNV_OFFSET;
      long rest = values[row];
      do {
        hash = (hash ^ ('0' + Math.abs(rest % 10))) * FNV_PRIME;
        rest /= 10;
      } while (rest != 0);
      if (values[row] < 0) {
        hash = (hash ^ '-') * FNV_PRIME;
      }
      return spread(hash);
    }

    @Override
    public boolean isSame(int row, RowIds other, int otherRow) {
      return other instanceof Integers integers
          ? values[row] == integers.values[otherRow]
          : of(row).equals(other.of(otherRow));
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Texts(byte[] bytes, int[] ends) implements RowIds {
    private int from(int row) {
      return row == 0 ? 0 : ends[row - 1];
    }

    @Override
    public long inMemory() {
      return bytes.length + (long) Integer.BYTES * ends.length;
    }

    @Override
    public String of(int row) {
      return new String(bytes, from(row), ends[row] - from(row), StandardCharsets.UTF_8);
    }

    @Override
    public boolean areGiven() {
      return true;
    }

    @Override
    public long hash(int row) {
      return IdColumn.hash(bytes, from(row), ends[row]);
    }

    @Override
    public boolean isSame(int row, RowIds other, int otherRow) {
      return other instanceof Texts texts
          ? Arrays.equals(
              bytes, from(row), ends[row], texts.bytes, texts.from(otherRow), texts.ends[otherRow])
          : of(row).equals(other.of(otherRow));
    }
  }
}
