package dev.assay.tokenizer;

import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * tiktoken's files of ranks: a token a line, its bytes in base64, a space, its rank, which is its
 * id. The files know neither the pattern nor special tokens; here the end of text gets the id after
 * the last rank, as it has in {@code r50k_base}, and the pattern is GPT-2's.
 */
final class TiktokenRanks {

  private TiktokenRanks() {}

  /**
   * @throws IllegalArgumentException when a line is wrong
   */
  static BytePairVocabulary read(List<String> lines) {
    List<String> ranked = lines.stream().filter(line -> !line.isBlank()).toList();
    var tokens = new byte[ranked.size() + 1][];
    for (String line : ranked) {
      String[] parts = line.split(" ", -1);
      int rank = rank(parts, line, ranked.size());
      if (tokens[rank] != null) {
        throw new IllegalArgumentException("rank %d stands twice".formatted(rank));
      }
      tokens[rank] = Base64.getDecoder().decode(parts[0]);
      if (tokens[rank].length == 0) {
        throw new IllegalArgumentException("the token of rank %d is empty".formatted(rank));
      }
    }
    SequencedMap<String, Integer> specials = new LinkedHashMap<>();
    specials.put(BytePairTrainer.END_OF_TEXT, ranked.size());
    return new BytePairVocabulary(tokens, BytePairVocabulary.mergesByRank(tokens), specials);
  }

  private static int rank(String[] parts, String line, int ranks) {
    try {
      int rank = Integer.parseInt(parts[parts.length - 1]);
      if (parts.length == 2 && rank >= 0 && rank < ranks) {
        return rank;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new IllegalArgumentException(
        "line \"%s\" of the ranks is wrong; must be a token in base64 and a rank of 0 to %d"
            .formatted(line, ranks - 1));
  }
}
