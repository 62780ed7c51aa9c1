package dev.assay.database;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/**
 * The folder that holds everything the server keeps: the embedded database and the secrets of the
 * first start. One server at a time uses it; the lock is the operating system's, so it ends with
 * the process, however that ends.
 */
public final class DataFolder implements AutoCloseable {
  private final Path path;
  private final FileChannel lock;
  private final long leastFreeBytes;

  private DataFolder(Path path, FileChannel lock, long leastFreeBytes) {
    this.path = path;
    this.lock = lock;
    this.leastFreeBytes = leastFreeBytes;
  }

  /**
   * Makes the folder if it is not there, and locks it.
   *
   * @param leastFreeBytes how much space must be left on its disk
   * @throws CannotStart when it cannot be written, is in use, or its disk is nearly full
   */
  public static DataFolder open(Path folder, long leastFreeBytes) {
    Path path = folder.toAbsolutePath().normalize();
    try {
      if (!Files.isDirectory(path)) {
        Files.createDirectories(
            path,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
    } catch (IOException e) {
      throw new CannotStart("the data folder " + path + " cannot be made: " + reason(e));
    }
    DataFolder opened = new DataFolder(path, lock(path), leastFreeBytes);
    try {
      long free = opened.usableBytes();
      if (free < leastFreeBytes) {
        throw new CannotStart(
            "the disk of the data folder %s is nearly full: %d MB are free, at least %d MB are needed"
                .formatted(path, free >> 20, leastFreeBytes >> 20));
      }
    } catch (UncheckedIOException e) {
      throw new CannotStart(
          "the data folder " + path + " cannot be read: " + reason(requireNonNull(e.getCause())));
    }
    return opened;
  }

  /** Space that is left on its disk for this process. */
  long usableBytes() {
    try {
      return Files.getFileStore(path).getUsableSpace();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What is wrong, in words with the numbers, when so many more bytes do not fit on its disk. */
  public Optional<String> shortageFor(long bytes) {
    long free = usableBytes();
    return free - bytes >= leastFreeBytes
        ? Optional.empty()
        : Optional.of(
            "the disk of the data folder has no room for %d MB: %d MB are free, %d MB of them stay so"
                .formatted(bytes >> 20, free >> 20, leastFreeBytes >> 20));
  }

  private static FileChannel lock(Path folder) {
    Path file = folder.resolve("assay.lock");
    try {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (tryLock(channel)) {
        return channel;
      }
      channel.close();
    } catch (IOException e) {
      throw new CannotStart("the data folder " + folder + " is not writable: " + reason(e));
    }
    throw new CannotStart(
        "the data folder "
            + folder
            + " is in use by another Assay server; stop that one first,"
            + " or choose another folder with --data");
  }

  private static boolean tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false; // held by another server in this very process, as tests do
    }
  }

  private static String reason(IOException e) {
    return e.getClass().getSimpleName().replace("Exception", "") + " " + e.getMessage();
  }

  public Path path() {
    return path;
  }

  public Path resolve(String name) {
    return path.resolve(name);
  }

  /** The secret kept under a name, if there is one. */
  public Optional<String> secret(String name) {
    try {
      Path file = path.resolve(name);
      return Files.exists(file) ? Optional.of(Files.readString(file).strip()) : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Keeps a secret in a file that only the owner can read; it is never there half written or
   * readable by others.
   */
  public Path keepSecret(String name, String secret) {
    Path file = path.resolve(name);
    try {
      Path fresh =
          Files.createTempFile(
              path,
              name,
              ".new",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      try {
        Files.write(
            fresh, (secret + "\n").getBytes(StandardCharsets.UTF_8), StandardOpenOption.WRITE);
        // in this order a power loss leaves the old file or the new one, never an empty one
        force(fresh, StandardOpenOption.WRITE);
        Files.move(
            fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        force(path, StandardOpenOption.READ);
      } finally {
        Files.deleteIfExists(fresh);
      }
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void force(Path path, StandardOpenOption how) throws IOException {
    try (FileChannel channel = FileChannel.open(path, how)) {
      channel.force(true);
    }
  }

  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
