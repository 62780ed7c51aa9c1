package dev.assay.tokenizer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * What a byte-level BPE has learnt: the bytes of each token, the merges in their order, and special
 * tokens that no text encodes to.
 */
final class BytePairVocabulary {

  static final int BYTES = 256;

  /** Two neighbours become one token. */
  record Merge(int left, int right, int merged) {}

  private final byte[][] tokens;
  private final List<Merge> merges;
  private final SequencedMap<String, Integer> specials;
  private final int[] idOfByte;

  /**
   * @param tokens bytes by id; those of special tokens are null
   * @param merges the first goes first
   * @param specials ids by text
   * @throws IllegalArgumentException when an id has no token, or a byte has none
   */
  BytePairVocabulary(
      byte[] @Nullable [] tokens, List<Merge> merges, SequencedMap<String, Integer> specials) {
    this.tokens = new byte[tokens.length][];
    this.merges = List.copyOf(merges);
    this.specials = new LinkedHashMap<>(specials);
    for (int id = 0; id < tokens.length; id++) {
      byte[] token = tokens[id];
      if (token == null && !specials.containsValue(id)) {
        throw new IllegalArgumentException(
            "id %d of %d has no token; ids must follow on each other".formatted(id, tokens.length));
      }
      this.tokens[id] = token == null ? new byte[0] : token;
    }
    idOfByte = idsOfBytes(this.tokens);
  }

  private static int[] idsOfBytes(byte[][] tokens) {
    var ids = new int[BYTES];
    var found = new boolean[BYTES];
    for (int id = 0; id < tokens.length; id++) {
      if (tokens[id].length == 1) {
        int b = Byte.toUnsignedInt(tokens[id][0]);
        ids[b] = id;
        found[b] = true;
      }
    }
    for (int b = 0; b < BYTES; b++) {
      if (!found[b]) {
        throw new IllegalArgumentException(
            "byte %d has no token; a byte-level BPE has one for each of %d".formatted(b, BYTES));
      }
    }
    return ids;
  }

  /** Ids are 0 to below this. */
  int size() {
    return tokens.length;
  }

  /** Empty for a special token. */
  byte[] token(int id) {
    return tokens[id];
  }

  List<Merge> merges() {
    return merges;
  }

  /** Ids by text, in the order of the file. */
  SequencedMap<String, Integer> specials() {
    return specials;
  }

  int idOfByte(byte b) {
    return idOfByte[Byte.toUnsignedInt(b)];
  }

  /**
   * Finds the merges of a vocabulary that only has ranks, as tiktoken's: the two parts of a token
   * are what its bytes become by the merges before it.
   *
   * @param tokens bytes by id; merges go by id
   * @throws IllegalArgumentException when a token does not become two parts
   */
  static List<Merge> mergesByRank(byte[] @Nullable [] tokens) {
    List<Merge> merges = new ArrayList<>(tokens.length);
    var byteTokens = new int[BYTES];
    for (int id = 0; id < tokens.length; id++) {
      byte[] token = tokens[id];
      if (token != null && token.length == 1) {
        byteTokens[Byte.toUnsignedInt(token[0])] = id;
      }
    }
    var merger = new BytePairMerger(byteTokens, tokens.length);
    for (int id = 0; id < tokens.length; id++) {
      byte[] token = tokens[id];
      if (token == null || token.length == 1) {
        continue;
      }
      var parts = new Ids(4);
      merger.merge(token, 0, token.length, parts);
      if (parts.size() != 2) {
        throw new IllegalArgumentException(
            "the token of rank %d becomes %d parts by the ranks before it; must become 2"
                .formatted(id, parts.size()));
      }
      int[] pair = parts.from(0);
      merges.add(new Merge(pair[0], pair[1], id));
      merger.add(pair[0], pair[1], id);
    }
    return merges;
  }
}
