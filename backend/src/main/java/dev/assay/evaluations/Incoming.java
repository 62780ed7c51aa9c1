package dev.assay.evaluations;

import dev.assay.artifacts.Sha256;
import dev.assay.database.DataFolder;
import dev.assay.evaluations.EvaluationStore.Head;
import dev.assay.problem.Problem;
import dev.assay.tables.FileFormat;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;
import org.springframework.util.FileSystemUtils;

/**
 * Where files of predictions are while they come and are read: a folder that starts empty. They are
 * read one at a time, for all rows of a file are in memory then.
 */
@Component
class Incoming {
  private static final int RETRY_AFTER_SECONDS = 10;
  private static final int PATIENCE_SECONDS = 60;
  private static final int BUFFER_BYTES = 1 << 16;
  private static final long SPACE_IS_LOOKED_AT_EVERY = 64L << 20;

  private final DataFolder data;
  private final EvaluationSettings settings;
  private final Path folder;
  private final Semaphore reading = new Semaphore(1, true);

  Incoming(DataFolder data, EvaluationSettings settings) throws IOException {
    this.data = data;
    this.settings = settings;
    folder = data.resolve("evaluations");
    FileSystemUtils.deleteRecursively(folder); // of an earlier process
    Files.createDirectories(folder);
  }

  /** For a copy; whoever makes it deletes it. */
  Path newFile() {
    return folder.resolve(EvaluationId.next() + ".copy");
  }

  /**
   * A file that has come; it goes when this is closed, and what was made of it.
   *
   * @param rows where the rows go that are read from it
   */
  record Received(Path file, Path rows, Sha256 digest) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      Files.deleteIfExists(file);
      Files.deleteIfExists(rows);
    }
  }

  /**
   * Takes a file in.
   *
   * @throws Problem.TooLarge when it is larger than allowed
   * @throws Problem.Unavailable when the disk has no room
   */
  Received take(EvaluationId id, InputStream body) throws IOException {
    Path file = folder.resolve(id + ".body");
    MessageDigest digest = Sha256.newDigest();
    try (OutputStream out = Files.newOutputStream(file)) {
      copy(body, out, digest);
    } catch (IOException | RuntimeException | Error e) {
      Files.deleteIfExists(file);
      throw e;
    }
    return new Received(file, folder.resolve(id + ".rows"), Sha256.of(digest.digest()));
  }

  /**
   * Checks a file and writes its rows as they are kept.
   *
   * @throws Problem.Invalid with what is wrong and the lines where
   * @throws Problem.TooLarge when there are more rows than fit into memory
   * @throws Problem.Busy when others are read for long
   */
  Head read(Received received, FileFormat format, EvaluationSpec spec) throws IOException {
    if (!isMyTurn()) {
      throw new Problem.Busy("other files of predictions are being read", RETRY_AFTER_SECONDS);
    }
    try {
      Predictions rows =
          PredictionsReader.read(received.file(), format, spec, settings.valuesInMemory());
      PredictionsFile.write(rows, received.rows());
      return Head.of(rows);
    } finally {
      reading.release();
    }
  }

  private boolean isMyTurn() {
    try {
      return reading.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void copy(InputStream body, OutputStream out, MessageDigest digest) throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    long bytes = 0;
    for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
      if (bytes / SPACE_IS_LOOKED_AT_EVERY != (bytes + n) / SPACE_IS_LOOKED_AT_EVERY) {
        requireSpace();
      }
      bytes += n;
      requireAtMost(bytes);
      digest.update(buffer, 0, n);
      out.write(buffer, 0, n);
    }
  }

  /**
   * @throws Problem.TooLarge when a file of so many bytes is larger than allowed
   */
  void requireAtMost(long bytes) {
    if (bytes > settings.largest().toBytes()) {
      throw new Problem.TooLarge(
          "the file has %d bytes or more; the largest has %d (assay.evaluations.largest)"
              .formatted(bytes, settings.largest().toBytes()));
    }
  }

  private void requireSpace() {
    data.shortageFor(0)
        .ifPresent(
            shortage -> {
              throw new Problem.Unavailable(shortage + "; nothing of the file was kept");
            });
  }
}
