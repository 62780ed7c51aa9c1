package dev.assay.problem;

import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A database that says it has no room left on its disk. */
public final class DiskFull {
  private static final String DISK_FULL = "53100";

  private DiskFull() {}

  /** The answer to a request that failed for this reason. */
  public static Optional<Problem.Unavailable> in(Throwable failure) {
    for (@Nullable Throwable e = failure; e != null; e = e.getCause()) {
      if (e instanceof SQLException sql && DISK_FULL.equals(sql.getSQLState())) {
        return Optional.of(
            new Problem.Unavailable(
                "the disk of the database is full; nothing of the request was kept"));
      }
    }
    return Optional.empty();
  }
}
