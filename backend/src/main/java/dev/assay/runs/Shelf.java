package dev.assay.runs;

import java.time.OffsetDateTime;
import org.jooq.Condition;
import org.jooq.Field;

/** Where something is kept: in sight, out of sight, or in the trash. */
public enum Shelf {
  /** Neither archived nor deleted. */
  ACTIVE,
  ARCHIVED,
  DELETED;

  /** Of what stands on this shelf, by the times since when it has been put away. */
  public Condition condition(Field<OffsetDateTime> archivedAt, Field<OffsetDateTime> deletedAt) {
    return switch (this) {
      case ACTIVE -> archivedAt.isNull().and(deletedAt.isNull());
      case ARCHIVED -> archivedAt.isNotNull().and(deletedAt.isNull());
      case DELETED -> deletedAt.isNotNull();
    };
  }
}
