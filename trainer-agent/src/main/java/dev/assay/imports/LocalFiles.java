package dev.assay.imports;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/** The files below a folder. No symbolic link leads out of it, and none to a folder is followed. */
final class LocalFiles {

  /**
   * A file.
   *
   * @param name its path below the folder that was asked for, with slashes
   */
  record Found(String name, Path path) {}

  private LocalFiles() {}

  /**
   * All of them, sorted by name; a folder that is missing has none.
   *
   * @param root what links must stay in
   * @param leftOut is told of names that cannot be read, and why
   */
  static List<Found> below(Path root, Path folder, BiConsumer<String, IOException> leftOut) {
    List<Found> found = new ArrayList<>();
    if (!Files.isDirectory(folder)) {
      return found;
    }
    try (Stream<Path> paths = Files.walk(folder)) {
      Path realRoot = root.toRealPath();
      paths
          .sorted()
          .forEach(
              path -> {
                String name = folder.relativize(path).toString().replace('\\', '/');
                try {
                  if (isReadable(path, realRoot)) {
                    found.add(new Found(name, path));
                  }
                } catch (IOException e) {
                  leftOut.accept(name, e);
                }
              });
    } catch (IOException e) {
      leftOut.accept(folder.toString(), e);
    } catch (UncheckedIOException e) {
      leftOut.accept(folder.toString(), e.getCause());
    }
    return found;
  }

  private static boolean isReadable(Path path, Path realRoot) throws IOException {
    if (!path.toRealPath().startsWith(realRoot)) {
      throw new IOException("it is a link that leads out of the folder");
    }
    if (Files.isSymbolicLink(path) && Files.isDirectory(path)) {
      throw new IOException("it is a link to a folder");
    }
    return Files.isRegularFile(path);
  }

  /** In hexadecimal. */
  static String sha256(Path file) throws IOException {
    MessageDigest digest = sha256();
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }
}
