package dev.assay.query;

import static org.jooq.impl.DSL.cast;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.left;
import static org.jooq.impl.DSL.replace;
import static org.jooq.impl.DSL.val;
import static org.jooq.impl.DSL.when;

import dev.assay.paging.Page;
import dev.assay.paging.PageRequest;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Param;
import org.jooq.Record;
import org.jooq.SortField;
import org.jooq.exception.DataTypeException;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/**
 * What a list is sorted by, none of which is ever null, so that a page can begin right behind the
 * last row of the one before. The last key tells all rows apart.
 */
public final class SortKeys {
  private static final int LONGEST_TEXT = 256;
  private static final OffsetDateTime NO_TIME =
      OffsetDateTime.of(1970, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);

  private record Key<T>(Field<T> value, boolean descending) {
    SortField<T> sort() {
      return descending ? value.desc() : value.asc();
    }

    Condition after(String bound) {
      return descending ? value.lt(read(bound)) : value.gt(read(bound));
    }

    Condition same(String bound) {
      return value.eq(read(bound));
    }

    private Field<T> read(String bound) {
      Param<T> read = val(bound, value.getDataType());
      if (read.getValue() == null) {
        throw new DataTypeException(bound + " cannot be read");
      }
      return read;
    }
  }

  private final List<Key<?>> keys = new ArrayList<>();

  /**
   * Sorts by a column; things that do not have it come last, and before them what is not a number.
   */
  public SortKeys by(Column column, boolean descending) {
    switch (column) {
      case Column.Text(var value, var _) -> nullable(beginning(value), "", descending);
      case Column.Number(var value) -> number(value, descending);
      case Column.Time(var value) -> nullable(value, NO_TIME, descending);
      case Column.Flag(var value) -> nullable(value, false, descending);
      case Column.Id(var value) ->
          nullable(replace(cast(value, SQLDataType.VARCHAR), "-", ""), "", descending);
      case Column.Mixed(var text, var _, var number) -> mixed(text, number, descending);
      case Column.Prefixed(var text, var _) -> nullable(beginning(text), "", descending);
      case Column.Among(var _, var _) -> throw new IllegalArgumentException("has many values");
    }
    return this;
  }

  /** Sorts by a field that is never null. */
  public <T> SortKeys by(Field<T> value, boolean descending) {
    keys.add(new Key<>(value, descending));
    return this;
  }

  /** A cursor that is part of an address cannot hold a whole book. */
  private static Field<String> beginning(Field<String> text) {
    return left(text, inline(LONGEST_TEXT));
  }

  private <T> void nullable(Field<T> value, T instead, boolean descending) {
    by(when(value.isNull(), inline(1)).otherwise(inline(0)), false);
    by(coalesce(value, inline(instead)), descending);
  }

  private void number(Field<Double> value, boolean descending) {
    Field<Double> nan = inline(Double.NaN);
    by(when(value.isNull(), inline(2)).when(value.eq(nan), inline(1)).otherwise(inline(0)), false);
    by(when(value.eq(nan), inline(0.0)).otherwise(coalesce(value, inline(0.0))), descending);
  }

  /** Numbers by their value and before texts. */
  private void mixed(Field<String> text, Field<Double> number, boolean descending) {
    by(when(text.isNull(), inline(1)).otherwise(inline(0)), false);
    by(when(number.isNull(), inline(1)).otherwise(inline(0)), descending);
    by(coalesce(number, inline(0.0)), descending);
    by(coalesce(beginning(text), inline("")), descending);
  }

  /**
   * A page of the rows that a condition holds for, in the order of these keys.
   *
   * @param fields what is selected besides the keys
   * @param query what the list is of: a cursor continues no other
   * @throws dev.assay.problem.Problem.Invalid when the cursor is none of this query
   */
  public Page<Record> page(
      DSLContext db,
      Collection<? extends Field<?>> fields,
      Columns columns,
      Condition condition,
      PageRequest request,
      int query) {
    return page(db, fields, columns, condition, request, query, Instant.EPOCH);
  }

  /** The same for a search that depends on when its first page was asked for. */
  Page<Record> page(
      DSLContext db,
      Collection<? extends Field<?>> fields,
      Columns columns,
      Condition condition,
      PageRequest request,
      int query,
      Instant asked) {
    List<Record> rows =
        db.select(fields)
            .select(columns())
            .from(columns.from())
            .where(condition)
            .and(after(request.cursor(), query))
            .orderBy(orderBy())
            .limit(request.limit() + 1)
            .fetch(r -> r);
    return Page.of(rows, request, row -> cursor(row, query, asked));
  }

  /**
   * The first rows that a condition holds for, in the order of these keys.
   *
   * @param most the most rows, any number
   */
  List<Record> first(
      DSLContext db,
      Collection<? extends Field<?>> fields,
      Columns columns,
      Condition condition,
      int most) {
    return db.select(fields)
        .from(columns.from())
        .where(condition)
        .orderBy(orderBy())
        .limit(most)
        .fetch(r -> r);
  }

  private List<SortField<?>> orderBy() {
    return keys.stream().<SortField<?>>map(Key::sort).toList();
  }

  /** The keys as columns to be selected. */
  private List<Field<?>> columns() {
    List<Field<?>> columns = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      columns.add(keys.get(i).value().as(name(i)));
    }
    return columns;
  }

  private static String name(int i) {
    return "sort_" + i;
  }

  private String cursor(Record row, int query, Instant asked) {
    List<String> bounds = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      bounds.add(String.valueOf(row.get(name(i))));
    }
    return new SearchCursor(query, asked, bounds).text();
  }

  /** Of the rows that follow. */
  private Condition after(@Nullable String cursor, int query) {
    @Nullable SearchCursor from = SearchCursor.of(cursor, query);
    if (from == null) {
      return DSL.noCondition();
    }
    if (from.bounds().size() != keys.size()) {
      throw PageRequest.foreign(cursor);
    }
    try {
      return after(from.bounds());
    } catch (DataTypeException e) {
      throw PageRequest.foreign(cursor);
    }
  }

  private Condition after(List<String> values) {
    Condition after = keys.getLast().after(values.getLast());
    for (int i = keys.size() - 2; i >= 0; i--) {
      String bound = values.get(i);
      after = keys.get(i).after(bound).or(keys.get(i).same(bound).and(after));
    }
    return after;
  }
}
