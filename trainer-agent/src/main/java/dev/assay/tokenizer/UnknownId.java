package dev.assay.tokenizer;

/** The refusal of an id outside a vocabulary. */
final class UnknownId {

  private UnknownId() {}

  static void check(int id, int vocabulary) {
    if (id < 0 || id >= vocabulary) {
      throw new IllegalArgumentException(
          "token id %d is unknown; ids are 0 to %d".formatted(id, vocabulary - 1));
    }
  }
}
