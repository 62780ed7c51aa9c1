package dev.assay.datasets;

import dev.assay.tables.RowReader;
import dev.assay.tables.RowReader.Kind;
import org.jspecify.annotations.Nullable;

/** What a value of a row is taken for. */
final class Cells {
  private Cells() {}

  /** NaN is how programs write that there is no number. */
  static boolean isMissing(RowReader rows, int at) {
    return switch (rows.kind(at)) {
      case MISSING -> true;
      case TEXT -> "nan".equalsIgnoreCase(rows.text(at));
      case NUMBER -> Double.isNaN(rows.number(at));
      case BOOLEAN, INSTANT, LOCAL_TIME, DATE -> false;
    };
  }

  static boolean isNumber(RowReader rows, int at) {
    Kind kind = rows.kind(at);
    return kind == Kind.NUMBER || kind == Kind.TEXT && !Double.isNaN(rows.number(at));
  }

  static boolean isBoolean(RowReader rows, int at) {
    return rows.kind(at) == Kind.BOOLEAN || rows.kind(at) == Kind.TEXT && isWord(rows.text(at));
  }

  private static boolean isWord(@Nullable String text) {
    return "true".equalsIgnoreCase(text) || "false".equalsIgnoreCase(text);
  }

  static boolean isTrue(RowReader rows, int at) {
    return "true".equalsIgnoreCase(rows.text(at));
  }
}
