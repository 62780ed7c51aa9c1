package dev.assay.corpus;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Whole documents packed into sequences of T tokens, the rest padded. Documents longer than T are
 * cut into sequences of their own and a tail, which is packed. Every token is once a target in an
 * epoch: the first of a document comes after an end of text. Attention sees the documents before in
 * the same sequence.
 *
 * <p>A group of documents at a time is packed by best fit decreasing (the longest first, each into
 * the fullest sequence with room for it), and again when one of its sequences is needed: so memory
 * does not grow with the documents, but for 8 bytes a group.
 */
public final class PackedBatches implements Batches<Batch> {

  /** With more there is less padding at a group's end, with fewer packing again is faster. */
  private static final int DOCUMENTS_OF_A_GROUP = 512;

  private final TokenFile tokens;
  private final int sequences;
  private final int context;
  private final long endOfText;
  private final long seed;
  private final long[] firstOfGroup; // sequences before each group, and in the end all

  /**
   * A document, or a piece of one.
   *
   * @param start index of its first target
   * @param first whether the document begins with it
   */
  private record Piece(long start, int length, boolean first) {}

  /**
   * @param sequences B, of a batch
   * @param context T
   */
  public PackedBatches(TokenFile tokens, int sequences, int context, int endOfText, long seed) {
    this.tokens = tokens;
    this.sequences = sequences;
    this.context = context;
    this.endOfText = endOfText;
    this.seed = seed;
    long groups = (tokens.documents() + DOCUMENTS_OF_A_GROUP - 1) / DOCUMENTS_OF_A_GROUP;
    this.firstOfGroup = new long[Math.toIntExact(groups) + 1];
    for (int group = 0; group < groups; group++) {
      firstOfGroup[group + 1] =
          firstOfGroup[group] + wholeSequences(group) + Packing.of(tails(group), context).sequences;
    }
  }

  /** Sequences of an epoch. */
  public long packedSequences() {
    return firstOfGroup[firstOfGroup.length - 1];
  }

  /** Share of all positions that are padding, from 0 to below 1. */
  public double paddingShare() {
    return 1 - tokens.size() / ((double) packedSequences() * context);
  }

  @Override
  public Batch at(long index) {
    var inputs = new long[sequences * context];
    var targets = new long[inputs.length];
    Arrays.fill(inputs, endOfText);
    Arrays.fill(targets, Batch.IGNORED);
    for (int b = 0; b < sequences; b++) {
      int position = b * context;
      for (Piece piece : sequence(index * sequences + b)) {
        write(piece, inputs, targets, position);
        position += piece.length;
      }
    }
    return new Batch(sequences, inputs, targets); // (B, T) each
  }

  private void write(Piece piece, long[] inputs, long[] targets, int position) {
    for (int i = 0; i < piece.length; i++) {
      targets[position + i] = tokens.get(piece.start + i);
      if (i > 0 || !piece.first) {
        inputs[position + i] = tokens.get(piece.start + i - 1);
      }
    }
  }

  /** The pieces of the sequence that is the {@code nth} of all epochs. */
  private List<Piece> sequence(long nth) {
    long all = packedSequences();
    long epochSeed = Permutation.mix(seed ^ Permutation.mix(nth / all));
    long sequence = new Permutation(all, epochSeed).at(nth % all);
    int found = Arrays.binarySearch(firstOfGroup, sequence);
    int group = found >= 0 ? found : -found - 2;
    long inGroup = sequence - firstOfGroup[group];
    long whole = wholeSequences(group);
    return inGroup < whole ? List.of(whole(group, inGroup)) : packed(group, inGroup - whole);
  }

  /** How many sequences the group's documents fill on their own. */
  private long wholeSequences(int group) {
    long whole = 0;
    for (long document = first(group); document < first(group + 1); document++) {
      whole += length(document) / context;
    }
    return whole;
  }

  private Piece whole(int group, long nth) {
    long document = first(group);
    long before = 0;
    while (before + length(document) / context <= nth) {
      before += length(document) / context;
      document++;
    }
    long start = tokens.documentStart(document) + (nth - before) * context;
    return new Piece(start, context, nth == before);
  }

  private List<Piece> packed(int group, long sequence) {
    Packing packing = Packing.of(tails(group), context);
    List<Piece> pieces = new ArrayList<>();
    for (int i = 0; i < packing.items.length; i++) {
      if (packing.sequenceOf[i] == sequence) {
        long document = first(group) + packing.items[i];
        int tail = (int) (length(document) % context);
        pieces.add(
            new Piece(tokens.documentEnd(document) - tail, tail, length(document) < context));
      }
    }
    return pieces;
  }

  /** What is left of each document of the group when the whole sequences are cut off, maybe 0. */
  private int[] tails(int group) {
    var tails = new int[(int) (first(group + 1) - first(group))];
    for (int i = 0; i < tails.length; i++) {
      tails[i] = (int) (length(first(group) + i) % context);
    }
    return tails;
  }

  private long first(int group) {
    return Math.min((long) group * DOCUMENTS_OF_A_GROUP, tokens.documents());
  }

  private long length(long document) {
    return tokens.documentEnd(document) - tokens.documentStart(document);
  }

  /**
   * Best fit decreasing.
   *
   * @param items those longer than 0, the longest first
   * @param sequenceOf the sequence each of the items is in
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Packing(int[] items, int[] sequenceOf, int sequences) {

    static Packing of(int[] lengths, int context) {
      int[] items = longestFirst(lengths);
      var sequenceOf = new int[items.length];
      int sequences = 0;
      var room = new TreeSet<Long>(); // what is left of a sequence << 32 | the sequence
      for (int i = 0; i < items.length; i++) {
        int length = lengths[items[i]];
        Long fullest = room.ceiling((long) length << 32);
        int left;
        if (fullest == null) {
          sequenceOf[i] = sequences++;
          left = context - length;
        } else {
          room.remove(fullest);
          sequenceOf[i] = fullest.intValue();
          left = (int) (fullest >>> 32) - length;
        }
        if (left > 0) {
          room.add((long) left << 32 | sequenceOf[i]);
        }
      }
      return new Packing(items, sequenceOf, sequences);
    }

    private static int[] longestFirst(int[] lengths) {
      return IntStream.range(0, lengths.length)
          .filter(i -> lengths[i] > 0)
          .mapToLong(i -> (long) -lengths[i] << 32 | i)
          .sorted()
          .mapToInt(key -> (int) key)
          .toArray();
    }
  }

  @Override
  public long tokensPerBatch() {
    return (long) sequences * context;
  }
}
