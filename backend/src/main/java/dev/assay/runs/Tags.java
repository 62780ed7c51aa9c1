package dev.assay.runs;

import static org.jooq.impl.DSL.excluded;
import static org.jooq.impl.DSL.multiset;
import static org.jooq.impl.DSL.select;

import dev.assay.problem.Problem;
import dev.assay.problem.Rules;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.TableField;

/** The tags in one table: a name has one value, the one that was set last. */
final class Tags<R extends Record, I> {
  private static final int LONGEST_KEY = 250;
  private static final int LONGEST_VALUE = 8000;
  private static final int MOST_AT_ONCE = 1000;

  private final Table<R> table;
  private final TableField<R, I> owner;
  private final TableField<R, String> key;
  private final TableField<R, String> value;

  Tags(
      Table<R> table,
      TableField<R, I> owner,
      TableField<R, String> key,
      TableField<R, String> value) {
    this.table = table;
    this.owner = owner;
    this.key = key;
    this.value = value;
  }

  /** Sets tags of one owner, in an order that lets no two programs wait for each other. */
  void set(DSLContext db, I of, Map<String, String> tags) {
    if (tags.size() > MOST_AT_ONCE) {
      throw new Problem.Invalid(
          "tags", tags.size() + " tags", "at most " + MOST_AT_ONCE + " are set at once");
    }
    SortedMap<String, String> sorted = new TreeMap<>();
    tags.forEach(
        (k, v) ->
            sorted.put(
                Rules.text("tags." + k, k, 1, LONGEST_KEY),
                Rules.text("tags." + k, v, 0, LONGEST_VALUE)));
    if (sorted.isEmpty()) {
      return;
    }
    var insert = db.insertInto(table, owner, key, value);
    for (Map.Entry<String, String> tag : sorted.entrySet()) {
      insert = insert.values(of, tag.getKey(), tag.getValue());
    }
    insert.onConflict(owner, key).doUpdate().set(value, excluded(value)).execute();
  }

  /** Whether there was such a tag. */
  boolean remove(DSLContext db, I of, String name) {
    return db.deleteFrom(table).where(owner.eq(of)).and(key.eq(name)).execute() == 1;
  }

  /** The tags of the row that another field names, as a column of a query. */
  Field<Map<String, String>> of(Field<I> id) {
    return multiset(select(key, value).from(table).where(owner.eq(id)))
        .as("tags")
        .convertFrom(r -> new TreeMap<>(r.intoMap(key, value)));
  }
}
