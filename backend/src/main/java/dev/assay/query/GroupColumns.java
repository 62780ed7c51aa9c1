package dev.assay.query;

import static dev.assay.schema.Tables.RUN;
import static org.jooq.impl.DSL.cast;

import dev.assay.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import org.jooq.Field;
import org.jooq.impl.SQLDataType;

/** Columns as what rows are put together by, and as what is summed up over them. */
final class GroupColumns {
  private GroupColumns() {}

  static Field<String> text(Column column, Operand operand) {
    return switch (column) {
      case Column.Text(var value, var _) -> value;
      case Column.Number(var value) -> cast(value, SQLDataType.VARCHAR);
      case Column.Time(var value) -> cast(value, SQLDataType.VARCHAR);
      case Column.Flag(var value) -> cast(value, SQLDataType.VARCHAR);
      case Column.Id(var value) -> cast(value, SQLDataType.VARCHAR);
      case Column.Mixed(var text, var _, var _) -> text;
      case Column.Prefixed(var text, var _) -> text;
      case Column.Among(var _, var _) ->
          throw new Problem.Invalid("group", operand, "a run has several of these");
    };
  }

  static Field<Double> number(Column column, Operand operand) {
    return switch (column) {
      case Column.Number(var value) -> value;
      case Column.Mixed(var _, var _, var number) -> number;
      case Column.Text _,
          Column.Time _,
          Column.Flag _,
          Column.Id _,
          Column.Prefixed _,
          Column.Among _ ->
          throw new Problem.Invalid("numbers", operand, "it is no number");
    };
  }

  /** The id, the texts, the numbers, in this order. */
  static List<Field<?>> named(List<Field<String>> texts, List<Field<Double>> numbers) {
    List<Field<?>> all = new ArrayList<>();
    all.add(RUN.ID.as("id"));
    for (int i = 0; i < texts.size(); i++) {
      all.add(texts.get(i).as("key_" + i));
    }
    for (int i = 0; i < numbers.size(); i++) {
      all.add(numbers.get(i).as("number_" + i));
    }
    return all;
  }
}
