package dev.assay.corpus;

/** The documents of one side of a split as one sequence of ids, an end of text after each. */
public interface Tokens {

  /** How many there are, ends of text included. */
  long size();

  /** The id at an index from 0 to below the size. */
  int get(long index);

  /**
   * @throws IllegalArgumentException when not even one window and the token after it fit
   */
  default void requireWindow(int context) {
    if (size() <= context) {
      throw new IllegalArgumentException(
          "the text has %,d tokens; a context of %,d needs at least %,d"
              .formatted(size(), context, context + 1));
    }
  }
}
