package dev.assay.query;

import org.jooq.Table;

/** What the operands of a filter and of an order are in the database, for one kind of things. */
public interface Columns {
  /**
   * The column of an operand; the table it is in is joined when it is asked for.
   *
   * @throws dev.assay.problem.Problem.Invalid when the things have no such attribute
   */
  Column of(Operand operand, Source source);

  /** The things' table with all that was joined to it. */
  Table<?> from();
}
