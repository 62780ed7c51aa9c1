package dev.assay.corpus;

import java.util.List;

/**
 * Texts to learn from.
 *
 * @param name where they come from
 * @param documents at least one, none of them empty
 */
public record Corpus(String name, List<String> documents) {

  public Corpus {
    documents = List.copyOf(documents);
    if (documents.isEmpty()) {
      throw new IllegalArgumentException(
          "corpus " + name + " has no documents; it needs at least 1");
    }
  }
}
