package dev.assay.corpus;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Documents from a text file in UTF-8, or from all files of a folder; blank lines separate them.
 */
public final class TextFiles {

  private static final Pattern BLANK_LINES = Pattern.compile("\\R\\s*\\R");

  private TextFiles() {}

  /**
   * @throws IllegalArgumentException when there is nothing at the path, no text in it, or it is not
   *     UTF-8
   */
  public static Corpus read(Path path) {
    if (!Files.exists(path)) {
      throw new IllegalArgumentException(
          "corpus %s is missing; give %s or a text file or folder on the agent's machine"
              .formatted(path, WordNetGlosses.NAME));
    }
    List<String> documents = files(path).stream().flatMap(TextFiles::documents).toList();
    if (documents.isEmpty()) {
      throw new IllegalArgumentException(
          "corpus " + path + " has no text; it needs at least 1 document");
    }
    return new Corpus(path.toString(), documents);
  }

  /** In the order of their paths, so that the same folder gives the same corpus. */
  private static List<Path> files(Path path) {
    try (Stream<Path> found = Files.walk(path)) {
      return found.filter(Files::isRegularFile).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<String> documents(Path file) {
    try {
      return Arrays.stream(BLANK_LINES.split(Files.readString(file)))
          .map(String::strip)
          .filter(text -> !text.isEmpty());
    } catch (MalformedInputException e) {
      throw new IllegalArgumentException("corpus file " + file + " is not UTF-8 text", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
