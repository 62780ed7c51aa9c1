package dev.assay.paging;

import dev.assay.problem.Problem;
import org.jspecify.annotations.Nullable;

/**
 * Which part of a list is wanted.
 *
 * @param limit at most this many items, 1 to 1000
 * @param cursor what an earlier page gave, or null for the first
 */
public record PageRequest(int limit, @Nullable String cursor) {
  public static final int MAX_LIMIT = 1000;
  private static final int DEFAULT_LIMIT = 100;

  public PageRequest {
    if (limit < 1 || limit > MAX_LIMIT) {
      throw new Problem.Invalid("limit", limit, "a page has 1 to " + MAX_LIMIT + " items");
    }
  }

  /** From optional request parameters. */
  public static PageRequest of(@Nullable Integer limit, @Nullable String cursor) {
    return new PageRequest(limit == null ? DEFAULT_LIMIT : limit, cursor);
  }

  public static PageRequest first(int limit) {
    return new PageRequest(limit, null);
  }
}
