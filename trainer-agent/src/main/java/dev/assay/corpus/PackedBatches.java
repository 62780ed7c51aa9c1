package dev.assay.corpus;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/**
 * Whole documents packed into sequences of T tokens, the rest padded; documents longer than that
 * are cut. Every token is once a target in an epoch: the first of a document comes after an end of
 * text. Attention sees the documents before in the same sequence.
 *
 * <p>A thousand documents at a time are packed by best fit decreasing (the longest first, each into
 * the fullest sequence with room for it), and again when they are needed: so memory does not grow
 * with the documents, but for 8 bytes a thousand.
 */
public final class PackedBatches implements Batches<Batch> {

  private static final int DOCUMENTS_OF_A_GROUP = 1024;

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
      firstOfGroup[group + 1] = firstOfGroup[group] + pack(group).size();
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
    return pack(group).get((int) (sequence - firstOfGroup[group]));
  }

  private List<List<Piece>> pack(int group) {
    List<List<Piece>> packed = new ArrayList<>();
    var room = new TreeSet<Long>(); // what is left of a sequence << 32 | the sequence
    for (Piece piece : pieces(group)) {
      Long fullest = room.ceiling((long) piece.length << 32);
      int sequence;
      int left;
      if (fullest == null) {
        sequence = packed.size();
        packed.add(new ArrayList<>());
        left = context;
      } else {
        room.remove(fullest);
        sequence = fullest.intValue();
        left = (int) (fullest >>> 32);
      }
      packed.get(sequence).add(piece);
      if (left > piece.length) {
        room.add((long) (left - piece.length) << 32 | sequence);
      }
    }
    return packed;
  }

  /** The longest first. */
  private List<Piece> pieces(int group) {
    long from = (long) group * DOCUMENTS_OF_A_GROUP;
    long to = Math.min(from + DOCUMENTS_OF_A_GROUP, tokens.documents());
    List<Piece> pieces = new ArrayList<>();
    for (long document = from; document < to; document++) {
      long start = tokens.documentStart(document);
      long end = tokens.documentEnd(document);
      for (long at = start; at < end; at += context) {
        pieces.add(new Piece(at, (int) Math.min(context, end - at), at == start));
      }
    }
    pieces.sort(Comparator.comparingInt(Piece::length).reversed());
    return pieces;
  }

  @Override
  public long tokensPerBatch() {
    return (long) sequences * context;
  }
}
