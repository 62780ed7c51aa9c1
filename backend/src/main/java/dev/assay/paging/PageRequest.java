package dev.assay.paging;

import dev.assay.problem.Problem;
import java.util.UUID;
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

  /**
   * The id after which a list that is ordered by UUIDs goes on; null at its beginning.
   *
   * @throws Problem.Invalid when the cursor is none of such a list
   */
  public @Nullable UUID afterId() {
    try {
      return cursor == null ? null : UUID.fromString(cursor);
    } catch (IllegalArgumentException e) {
      throw foreign(cursor);
    }
  }

  /** What is wrong with a cursor that no page gave. */
  public static Problem.Invalid foreign(@Nullable String cursor) {
    return new Problem.Invalid("cursor", cursor, "it must come from an earlier page");
  }
}
