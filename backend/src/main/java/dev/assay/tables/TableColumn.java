package dev.assay.tables;

/** A column of a table that is taken out. */
public record TableColumn(String name, Kind kind) {
  /** What its cells are; any of them may be null. */
  public enum Kind {
    /** {@link String}. */
    TEXT,
    /** {@link Long}. */
    INTEGER,
    /** {@link Double}, NaN and infinite included. */
    NUMBER,
    /** {@link java.time.Instant}, to the millisecond. */
    TIME
  }

  public static TableColumn text(String name) {
    return new TableColumn(name, Kind.TEXT);
  }

  public static TableColumn integer(String name) {
    return new TableColumn(name, Kind.INTEGER);
  }

  public static TableColumn number(String name) {
    return new TableColumn(name, Kind.NUMBER);
  }

  public static TableColumn time(String name) {
    return new TableColumn(name, Kind.TIME);
  }
}
