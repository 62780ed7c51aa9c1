package dev.assay.models;

import static org.jooq.impl.DSL.and;
import static org.jooq.impl.DSL.excluded;
import static org.jooq.impl.DSL.multiset;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.val;

import dev.assay.problem.Problem;
import dev.assay.problem.Rules;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.TableField;

/**
 * Texts under names, in a table of their own.
 *
 * @param owner the columns that say whose they are
 */
record TagTable<R extends Record>(
    Table<R> table,
    List<TableField<R, ?>> owner,
    TableField<R, String> key,
    TableField<R, String> value,
    int longestKey) {
  static final int LONGEST_VALUE = 100_000;
  private static final int MOST_AT_ONCE = 1000;

  /**
   * Sets tags of one owner; a name has the value that was set last.
   *
   * @param of the values of the owner's columns
   */
  void set(DSLContext db, Map<String, String> tags, Object... of) {
    insert(db, "tags", tags, of, true);
  }

  /** The same, but a name keeps the value it has. */
  void add(DSLContext db, String field, Map<String, String> tags, Object... of) {
    insert(db, field, tags, of, false);
  }

  private void insert(
      DSLContext db, String field, Map<String, String> tags, Object[] of, boolean overwrite) {
    SortedMap<String, String> sorted = checked(field, tags);
    if (sorted.isEmpty()) {
      return;
    }
    List<Field<?>> identity = new ArrayList<>(owner);
    identity.add(key);
    List<Field<?>> columns = new ArrayList<>(identity);
    columns.add(value);
    var insert = db.insertInto(table).columns(columns);
    for (Map.Entry<String, String> tag : sorted.entrySet()) {
      List<Object> row = new ArrayList<>(List.of(of));
      row.add(tag.getKey());
      row.add(tag.getValue());
      insert = insert.values(row);
    }
    if (overwrite) {
      insert.onConflict(identity).doUpdate().set(value, excluded(value)).execute();
    } else {
      insert.onConflict(identity).doNothing().execute();
    }
  }

  /** In an order that lets no two programs wait for each other. */
  private SortedMap<String, String> checked(String field, Map<String, String> tags) {
    if (tags.size() > MOST_AT_ONCE) {
      throw new Problem.Invalid(
          field, tags.size() + " " + field, "at most " + MOST_AT_ONCE + " are set at once");
    }
    SortedMap<String, String> sorted = new TreeMap<>();
    tags.forEach(
        (k, v) ->
            sorted.put(
                Rules.text(field + "." + k, k, 1, longestKey),
                Rules.text(field + "." + k, v, 0, LONGEST_VALUE)));
    return sorted;
  }

  /** Whether there was such a tag. */
  boolean remove(DSLContext db, String name, Object... of) {
    List<Condition> mine = new ArrayList<>();
    for (int i = 0; i < owner.size(); i++) {
      mine.add(is(owner.get(i), of[i]));
    }
    return db.deleteFrom(table).where(and(mine)).and(key.eq(name)).execute() == 1;
  }

  private static <T> Condition is(Field<T> column, Object value) {
    return column.eq(val(value, column));
  }

  /** The tags of the row that other columns name, as a column of a query. */
  Field<Map<String, String>> of(String name, List<? extends Field<?>> ids) {
    List<Condition> mine = new ArrayList<>();
    for (int i = 0; i < owner.size(); i++) {
      mine.add(same(owner.get(i), ids.get(i)));
    }
    return multiset(select(key, value).from(table).where(and(mine)))
        .as(name)
        .convertFrom(r -> new TreeMap<>(r.intoMap(key, value)));
  }

  @SuppressWarnings("unchecked") // both are the same column of two tables
  private static <T> Condition same(Field<T> column, Field<?> other) {
    return column.eq((Field<T>) other);
  }
}
