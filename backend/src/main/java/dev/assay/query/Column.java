package dev.assay.query;

import java.time.OffsetDateTime;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jooq.Condition;
import org.jooq.Field;

/** What an operand is in the database. */
public sealed interface Column {
  /**
   * @param asKept turns a value of the language into one of the database
   */
  record Text(Field<String> value, UnaryOperator<String> asKept) implements Column {
    public Text(Field<String> value) {
      this(value, UnaryOperator.identity());
    }
  }

  /** May be NaN, which is neither less nor greater than anything. */
  record Number(Field<Double> value) implements Column {}

  record Time(Field<OffsetDateTime> value) implements Column {}

  record Flag(Field<Boolean> value) implements Column {}

  /** Is written as 32 hexadecimal digits, with or without dashes. */
  record Id(Field<UUID> value) implements Column {}

  /**
   * A text that may read as a number.
   *
   * @param prefix the beginning of the text, which an index has
   */
  record Mixed(Field<String> text, Field<String> prefix, Field<Double> number) implements Column {}

  /**
   * A long text.
   *
   * @param prefix the beginning of the text, which an index has
   */
  record Prefixed(Field<String> text, Field<String> prefix) implements Column {}

  /** Characters of a text in a prefix. */
  int PREFIX = 100;

  /** One of several values that a thing has; to hold for one of them is enough. */
  record Among(Field<String> value, UnaryOperator<Condition> exists) implements Column {}
}
