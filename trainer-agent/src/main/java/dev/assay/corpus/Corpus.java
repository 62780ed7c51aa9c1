package dev.assay.corpus;

import java.nio.file.Path;
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

  /** The corpus of that name, or the text file or folder at that path. */
  public static Corpus of(String nameOrPath) {
    return nameOrPath.equals(WordNetGlosses.NAME)
        ? WordNetGlosses.read()
        : TextFiles.read(Path.of(nameOrPath));
  }
}
