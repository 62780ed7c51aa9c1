package dev.assay.query;

import static dev.assay.schema.Tables.EXPERIMENT;
import static dev.assay.schema.Tables.EXPERIMENT_TAG;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.left;
import static org.jooq.impl.DSL.nullif;

import dev.assay.problem.Problem;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jooq.Field;
import org.jooq.Table;
import org.jooq.impl.SQLDataType;

/** What the words of the language are for experiments. */
final class ExperimentColumns implements Columns {
  private static final Field<OffsetDateTime> UPDATED =
      coalesce(EXPERIMENT.UPDATED_AT, EXPERIMENT.CREATED_AT);

  private final Map<String, Column> tags = new HashMap<>();
  private Table<?> from = EXPERIMENT;

  @Override
  public Table<?> from() {
    return from;
  }

  @Override
  public Column of(Operand operand, Source source) {
    return switch (operand.kind()) {
      case ATTRIBUTE -> attribute(operand, source);
      case TAG -> tags.computeIfAbsent(operand.key(), this::tag);
      case METRIC, PARAM, DATASET ->
          throw wrong(operand, source, "an experiment has attributes and tags, and no ");
    };
  }

  private Column tag(String key) {
    var tag = EXPERIMENT_TAG.as("tag_" + tags.size());
    from = from.leftJoin(tag).on(tag.EXPERIMENT_ID.eq(EXPERIMENT.ID)).and(tag.KEY.eq(key));
    return new Column.Prefixed(tag.VALUE, left(tag.VALUE, inline(Column.PREFIX)));
  }

  private static Column attribute(Operand operand, Source source) {
    return switch (operand.key().toLowerCase(Locale.ROOT)) {
      case "name" -> new Column.Text(EXPERIMENT.NAME);
      case "id", "experiment_id" -> new Column.Number(EXPERIMENT.ID.cast(SQLDataType.DOUBLE));
      case "created", "creation_time" -> new Column.Time(EXPERIMENT.CREATED_AT);
      case "updated", "last_update_time" -> new Column.Time(UPDATED);
      case "notes" -> new Column.Text(nullif(EXPERIMENT.NOTES, ""));
      default ->
          throw wrong(
              operand, source, "an experiment has name, id, created, updated and notes, and no ");
    };
  }

  private static Problem wrong(Operand operand, Source source, String rule) {
    return source.wrong(operand.at(), rule + operand);
  }
}
