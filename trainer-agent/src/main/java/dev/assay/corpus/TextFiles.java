package dev.assay.corpus;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Documents from a file in UTF-8, or from all files of a folder but hidden ones. The ending of a
 * file's name tells what it is: {@code .jsonl} and {@code .ndjson} have an object a line, {@code
 * .csv} a row a document, others text with blank lines between documents. A document of more than
 * 2²⁰ characters is cut into several.
 *
 * @param path file or folder
 * @param files in the order of their paths, so that the same folder gives the same corpus
 */
record TextFiles(Path path, List<Path> files) implements Documents {

  /**
   * @throws IllegalArgumentException when there is nothing at the path
   */
  static TextFiles at(Path path) {
    if (!Files.exists(path)) {
      throw new IllegalArgumentException(
          "corpus %s is missing; give %s or a text file or folder on the agent's machine"
              .formatted(path, WordNetGlosses.NAME));
    }
    try (Stream<Path> found = Files.walk(path)) {
      return new TextFiles(
          path,
          found
              .filter(Files::isRegularFile)
              .filter(file -> file.equals(path) || !isHidden(path.relativize(file)))
              .sorted()
              .toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isHidden(Path below) {
    for (Path name : below) {
      if (name.toString().startsWith(".")) {
        return true;
      }
    }
    return false;
  }

  @Override
  public String name() {
    return path.toString();
  }

  /** Of the paths, sizes and times of the last change. */
  @Override
  public String fingerprint() throws IOException {
    MessageDigest digest = Fingerprint.digest();
    for (Path file : files) {
      Fingerprint.add(digest, file.toAbsolutePath().toString());
      Fingerprint.add(digest, String.valueOf(Files.size(file)));
      Fingerprint.add(digest, Files.getLastModifiedTime(file).toString());
    }
    return Fingerprint.hex(digest);
  }

  @Override
  public Reading read() {
    return new AllReading(path, files.iterator());
  }

  private static Reading open(Path file) throws IOException {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    if (name.endsWith(".jsonl") || name.endsWith(".ndjson")) {
      return new JsonLinesReading(file);
    }
    return name.endsWith(".csv") ? new CsvReading(file) : new TextReading(file);
  }

  /** One file after the other. */
  private static final class AllReading implements Reading {
    private final Path path;
    private final Iterator<Path> files;
    private @Nullable Reading current;
    private @Nullable Document rest; // of a document that is being cut
    private boolean any;

    AllReading(Path path, Iterator<Path> files) {
      this.path = path;
      this.files = files;
    }

    @Override
    public @Nullable Document next() throws IOException {
      while (true) {
        Document document = rest == null ? nextWhole() : rest;
        if (document == null) {
          if (!any) {
            throw new IllegalArgumentException(
                "corpus " + path + " has no text; it needs at least 1 document");
          }
          return null;
        }
        Document piece = cut(document);
        if (!piece.text().isBlank()) {
          any = true;
          return piece;
        }
      }
    }

    /** What of the document may be one; the rest is kept. */
    private Document cut(Document document) {
      String text = document.text();
      if (text.length() <= Document.MOST_CHARACTERS) {
        rest = null;
        return document;
      }
      int cut = Document.cut(text);
      rest = new Document(text.substring(cut), document.time());
      return new Document(text.substring(0, cut), document.time());
    }

    private @Nullable Document nextWhole() throws IOException {
      while (true) {
        if (current == null) {
          if (!files.hasNext()) {
            return null;
          }
          current = open(files.next());
        }
        Document document = current.next();
        if (document != null) {
          return document;
        }
        close();
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
}
