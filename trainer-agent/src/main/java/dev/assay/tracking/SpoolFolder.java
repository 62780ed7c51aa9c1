package dev.assay.tracking;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A spool's folder, ours as long as the file {@code lock} in it is locked. The lock goes with the
 * process, however that ends.
 *
 * @param channel holds the lock
 */
record SpoolFolder(Path path, FileChannel channel) implements AutoCloseable {

  /**
   * The folders of this process. A second channel to one of their lock files must not be opened:
   * closing it would let go of the lock.
   */
  private static final Set<Path> OURS = ConcurrentHashMap.newKeySet();

  private static final String LOCK = "lock";

  /** Makes one. It gets its name only once it is locked, so that nobody takes it for a leftover. */
  static SpoolFolder create(Path path) throws IOException {
    Path unnamed = path.resolveSibling(".new-" + path.getFileName());
    Files.createDirectories(unnamed);
    FileChannel channel =
        FileChannel.open(
            unnamed.resolve(LOCK), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() == null) {
        throw new IOException(unnamed + " is locked by somebody else");
      }
      OURS.add(path);
      Files.move(unnamed, path, StandardCopyOption.ATOMIC_MOVE);
      return new SpoolFolder(path, channel);
    } catch (IOException e) {
      OURS.remove(path);
      channel.close();
      throw e;
    }
  }

  /** Takes over one that is there; empty when somebody has it. */
  static Optional<SpoolFolder> claim(Path path) throws IOException {
    if (!OURS.add(path)) {
      return Optional.empty();
    }
    FileChannel locked = null;
    try {
      locked = lock(path);
      return Optional.ofNullable(locked).map(channel -> new SpoolFolder(path, channel));
    } finally {
      if (locked == null) {
        OURS.remove(path);
      }
    }
  }

  private static @Nullable FileChannel lock(Path path) throws IOException {
    FileChannel channel;
    try {
      channel = FileChannel.open(path.resolve(LOCK), StandardOpenOption.WRITE);
    } catch (NoSuchFileException e) {
      return null; // its owner has just deleted it
    }
    if (channel.tryLock() == null) {
      channel.close();
      return null;
    }
    return channel;
  }

  /** Its segments must be deleted before. */
  void delete() throws IOException {
    Files.deleteIfExists(path.resolve(LOCK));
    Files.deleteIfExists(path);
  }

  @Override
  public void close() throws IOException {
    channel.close();
    OURS.remove(path);
  }
}
