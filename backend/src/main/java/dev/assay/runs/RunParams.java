package dev.assay.runs;

import static dev.assay.schema.Tables.RUN;
import static dev.assay.schema.Tables.RUN_PARAM;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jooq.DSLContext;
import org.jooq.JSONB;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Writes the params of a run: the tree in its row, and the values by which it is found. */
final class RunParams {
  private static final Pattern NUMBER =
      Pattern.compile("[-+]?(\\d{1,30}(\\.\\d{0,30})?|\\.\\d{1,30})([eE][-+]?\\d{1,3})?");
  private static final int ROWS_AT_ONCE = 1000;

  private RunParams() {}

  /**
   * Makes a tree the run's params; rows of values that it has already stay as they are. To be
   * called while the run's row is locked.
   *
   * @param before the values it had
   */
  static void write(DSLContext db, RunId run, Params all, Map<String, JsonNode> before) {
    db.update(RUN)
        .set(RUN.PARAMS, JSONB.valueOf(all.json()))
        .where(RUN.ID.eq(run.value()))
        .execute();
    insert(db, run, all, before);
  }

  /** Adds the rows of values that a run did not have before. */
  static void insert(DSLContext db, RunId run, Params all, Map<String, JsonNode> before) {
    List<Map.Entry<String, JsonNode>> added = new ArrayList<>();
    for (Map.Entry<String, JsonNode> value : all.values().entrySet()) {
      if (!before.containsKey(value.getKey())) {
        added.add(value);
      }
    }
    for (int from = 0; from < added.size(); from += ROWS_AT_ONCE) {
      var rows =
          db.insertInto(
              RUN_PARAM, RUN_PARAM.RUN_ID, RUN_PARAM.KEY, RUN_PARAM.VALUE, RUN_PARAM.NUMBER);
      for (var value : added.subList(from, Math.min(added.size(), from + ROWS_AT_ONCE))) {
        String text = Params.text(value.getValue());
        rows = rows.values(run.value(), value.getKey(), text, number(text));
      }
      // an empty object may have become one with values
      rows.onConflictDoNothing().execute();
    }
  }

  /** What a text is as a number; null when it is none. */
  static @Nullable Double number(String text) {
    if (!NUMBER.matcher(text).matches()) {
      return null;
    }
    double number = new BigDecimal(text).doubleValue();
    return Double.isFinite(number) ? number : null;
  }
}
