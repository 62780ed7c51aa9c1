package dev.assay.ui.parts;

import java.util.Arrays;

/** One of a few things that can be chosen, as it stands in the address of a page. */
public interface UrlWord {
  /** Empty for what is left out of the address. */
  String parameter();

  /** The one that an address names; of words that are none, the given. */
  static <W extends Enum<W> & UrlWord> W of(String parameter, W otherwise) {
    return Arrays.stream(otherwise.getDeclaringClass().getEnumConstants())
        .filter(word -> word.parameter().equals(parameter))
        .findFirst()
        .orElse(otherwise);
  }
}
