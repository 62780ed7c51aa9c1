package dev.assay.database;

import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;

/**
 * Whether there is room on the disk of the embedded database. PostgreSQL does not outlive a disk on
 * which it cannot write its log, so the server stops taking things in before.
 */
public final class DiskSpace {
  private static final Logger log = LoggerFactory.getLogger(DiskSpace.class);

  private final LongSupplier usableBytes;
  private final long leastFreeBytes;
  private volatile @Nullable String shortage;

  DiskSpace(LongSupplier usableBytes, long leastFreeBytes) {
    this.usableBytes = usableBytes;
    this.leastFreeBytes = leastFreeBytes;
  }

  /** What is wrong, in words with both numbers, while there is less than is needed. */
  public Optional<String> shortage() {
    return Optional.ofNullable(shortage);
  }

  // a rate rather than a delay: those wait for one another, and one may be waiting for the database
  @Scheduled(fixedRate = 1000)
  void look() {
    try {
      judge(usableBytes.getAsLong());
    } catch (UncheckedIOException e) {
      log.debug("the free space is not known", e); // the database has then more to say about it
    }
  }

  private synchronized void judge(long free) {
    boolean wasLow = shortage != null;
    boolean low = free < leastFreeBytes;
    if (low) {
      shortage =
          "the disk of the data folder is nearly full: %d MB are free, %d MB are needed"
              .formatted(free >> 20, leastFreeBytes >> 20);
    } else {
      shortage = null;
    }
    if (low && !wasLow) {
      log.warn("{}; nothing is taken in until there is more", shortage);
    } else if (wasLow && !low) {
      log.warn("the disk of the data folder has {} MB again; the server goes on", free >> 20);
    }
  }
}
