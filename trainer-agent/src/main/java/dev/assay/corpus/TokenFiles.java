package dev.assay.corpus;

import dev.assay.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Token files of corpora, kept in a folder so that no corpus is tokenized twice. */
public final class TokenFiles {

  private static final Logger log = LoggerFactory.getLogger(TokenFiles.class);
  private static final long LOCK_POLL_MILLIS = 100;

  private TokenFiles() {}

  /** Is told now and then how far the tokenizing is. */
  @FunctionalInterface
  public interface Progress {
    void reached(long documents, long tokens);
  }

  /**
   * The corpus as tokens, from the folder if they are there already and the corpus, the tokenizer
   * and the rule are as they were. Of several processes that want the same, one works and the
   * others wait.
   *
   * @param stop asked often: whether to give up
   * @return empty when stopped: what was done until then is thrown away
   * @throws IllegalArgumentException when the corpus is not as it must be or one side would have no
   *     documents
   */
  public static Optional<Tokenized> prepare(
      Documents documents,
      Tokenizer tokenizer,
      SplitRule rule,
      Path cacheFolder,
      Progress progress,
      BooleanSupplier stop)
      throws IOException, InterruptedException {
    String fingerprint = fingerprint(documents, tokenizer, rule);
    Path folder = Files.createDirectories(cacheFolder.resolve(fingerprint.substring(0, 32)));
    try (FileChannel lockFile =
            FileChannel.open(
                folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = lock(lockFile, stop)) {
      if (lock == null) {
        return Optional.empty();
      }
      Optional<Tokenized> kept = kept(folder, fingerprint);
      if (kept.isPresent()) {
        return kept;
      }
      Optional<Tokenized> made =
          new Tokenizing(documents, tokenizer, rule, progress, stop).into(folder, fingerprint);
      if (made.isPresent() && !fingerprint(documents, tokenizer, rule).equals(fingerprint)) {
        Files.delete(folder.resolve(Tokenizing.VALIDATION));
        throw new IOException("corpus " + documents.name() + " changed while it was read");
      }
      return made;
    }
  }

  private static String fingerprint(Documents documents, Tokenizer tokenizer, SplitRule rule)
      throws IOException {
    MessageDigest digest = Fingerprint.digest();
    Fingerprint.add(digest, "token file " + TokenFile.Header.VERSION);
    Fingerprint.add(digest, documents.fingerprint());
    Fingerprint.add(digest, Fingerprint.of(tokenizer));
    Fingerprint.add(digest, rule.toString());
    return Fingerprint.hex(digest);
  }

  private static @Nullable FileLock lock(FileChannel channel, BooleanSupplier stop)
      throws IOException, InterruptedException {
    while (!stop.getAsBoolean()) {
      try {
        FileLock lock = channel.tryLock();
        if (lock != null) {
          return lock;
        }
      } catch (OverlappingFileLockException e) {
        log.debug("another thread tokenizes the same corpus");
      }
      Thread.sleep(LOCK_POLL_MILLIS);
    }
    return null;
  }

  private static Optional<Tokenized> kept(Path folder, String fingerprint) {
    try {
      // training is written last: where it is, the other is too
      TokenFile training = TokenFile.open(folder.resolve(Tokenizing.TRAINING));
      TokenFile validation = TokenFile.open(folder.resolve(Tokenizing.VALIDATION));
      if (training.fingerprint().equals(fingerprint)
          && validation.fingerprint().equals(fingerprint)) {
        return Optional.of(new Tokenized(training, validation));
      }
    } catch (NoSuchFileException e) {
      log.debug("{} is not there yet", e.getFile());
    } catch (IOException e) {
      log.warn("tokenizing again: {}", e.getMessage());
    }
    return Optional.empty();
  }
}
