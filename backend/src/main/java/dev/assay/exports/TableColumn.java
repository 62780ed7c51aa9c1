package dev.assay.exports;

/** A column of a table that is taken out. */
record TableColumn(String name, Kind kind) {
  /** What its cells are; any of them may be null. */
  enum Kind {
    /** {@link String}. */
    TEXT,
    /** {@link Long}. */
    INTEGER,
    /** {@link Double}, NaN and infinite included. */
    NUMBER,
    /** {@link java.time.Instant}, to the millisecond. */
    TIME
  }

  static TableColumn text(String name) {
    return new TableColumn(name, Kind.TEXT);
  }

  static TableColumn integer(String name) {
    return new TableColumn(name, Kind.INTEGER);
  }

  static TableColumn number(String name) {
    return new TableColumn(name, Kind.NUMBER);
  }

  static TableColumn time(String name) {
    return new TableColumn(name, Kind.TIME);
  }
}
