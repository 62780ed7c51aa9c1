package dev.assay.corpus;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The corpora that may be read: WordNet's glosses always, text files by whose wish it is. */
public sealed interface Corpora {

  /**
   * The corpus of that name, or of the file or folder at that path.
   *
   * @throws IllegalArgumentException when it may not be read, or cannot be
   */
  default Documents open(String nameOrPath) {
    return nameOrPath.equals(WordNetGlosses.NAME)
        ? new WordNetGlosses()
        : TextFiles.at(permitted("data.corpus", nameOrPath));
  }

  /**
   * That path, unless it may not be read.
   *
   * @param param that names it
   * @throws IllegalArgumentException when it may not be
   */
  Path permitted(String param, String path);

  /** Any text file: for who could read it anyway. */
  record Anywhere() implements Corpora {
    @Override
    public Path permitted(String param, String path) {
      return Path.of(path);
    }
  }

  /**
   * Text files in some folders and those below them: for wishes that come from elsewhere. Links are
   * followed before it is decided, and a refusal does not tell whether there is a file.
   *
   * @param folders as they really are, without links
   */
  record Below(List<Path> folders) implements Corpora {

    public Below {
      folders = List.copyOf(folders);
    }

    /**
     * @throws IllegalArgumentException when one of them is no folder
     */
    public static Below of(List<Path> folders) {
      return new Below(folders.stream().map(Below::real).toList());
    }

    private static Path real(Path folder) {
      try {
        if (Files.isDirectory(folder)) {
          return folder.toRealPath();
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      throw new IllegalArgumentException("--corpora " + folder + " is missing or no folder");
    }

    @Override
    public Path permitted(String param, String text) {
      Path path = Path.of(text);
      if (!isBelow(path)) {
        throw refused(param, path);
      }
      for (Path link : links(path)) {
        if (!isBelow(link)) {
          throw refused(param, link);
        }
      }
      return path;
    }

    /** Of what is missing, the part of the path that is there decides. */
    private boolean isBelow(Path path) {
      for (Path name : path) {
        if (name.toString().equals("..")) {
          return false; // what it means depends on links
        }
      }
      Path there = path.toAbsolutePath();
      while (there != null && !Files.exists(there, LinkOption.NOFOLLOW_LINKS)) {
        there = there.getParent();
      }
      if (there == null) {
        return false;
      }
      try {
        return folders.stream().anyMatch(there.toRealPath()::startsWith);
      } catch (IOException e) {
        return false; // a link to nowhere
      }
    }

    private static List<Path> links(Path path) {
      if (!Files.isDirectory(path)) {
        return List.of();
      }
      try (Stream<Path> found = Files.walk(path)) {
        return found.filter(Files::isSymbolicLink).toList();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private IllegalArgumentException refused(String param, Path path) {
      String rule =
          folders.isEmpty()
              ? "a known name: this agent has no folder that jobs may read"
              : "a known name, or in a folder that jobs may read on this agent: "
                  + folders.stream().map(Path::toString).collect(Collectors.joining(", "));
      return new IllegalArgumentException("%s is %s; must be %s".formatted(param, path, rule));
    }
  }
}
