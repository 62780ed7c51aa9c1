package dev.assay.models;

import static dev.assay.schema.Tables.REGISTERED_MODEL;
import static dev.assay.schema.Tables.REGISTERED_MODEL_TAG;
import static org.jooq.impl.DSL.exists;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.lower;
import static org.jooq.impl.DSL.selectOne;

import dev.assay.problem.Problem;
import dev.assay.query.Column;
import dev.assay.query.Columns;
import dev.assay.query.Operand;
import dev.assay.query.Source;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jooq.Field;
import org.jooq.Table;

/** What the words of the search language are for registered models. */
final class ModelColumns implements Columns {
  private static final String PROMPT = "mlflow.prompt.is_prompt";

  private final Map<String, Column> tags = new HashMap<>();
  private Table<?> from = REGISTERED_MODEL;

  @Override
  public Table<?> from() {
    return from;
  }

  @Override
  public Column of(Operand operand, Source source) {
    return switch (operand.kind()) {
      case ATTRIBUTE -> attribute(operand, source);
      case TAG -> tags.computeIfAbsent(operand.key(), this::tag);
      case METRIC, PARAM, DATASET -> throw noSuch(operand, source, "registered model");
    };
  }

  static Problem.Invalid noSuch(Operand operand, Source source, String kind) {
    return source.wrong(
        operand.at(), "a %s has attributes and tags, but no %s".formatted(kind, operand.kind()));
  }

  private Column tag(String key) {
    var tag = REGISTERED_MODEL_TAG.as("tag_" + tags.size());
    from = from.leftJoin(tag).on(tag.MODEL_ID.eq(REGISTERED_MODEL.ID)).and(tag.KEY.eq(key));
    return new Column.Text(tag.VALUE);
  }

  /** The words of MLflow are taken as well. */
  private static Column attribute(Operand operand, Source source) {
    return switch (operand.key().toLowerCase(Locale.ROOT)) {
      case "name" -> new Column.Text(REGISTERED_MODEL.NAME);
      case "description" -> new Column.Text(REGISTERED_MODEL.DESCRIPTION);
      case "created", "creation_timestamp" -> new Column.Time(REGISTERED_MODEL.CREATED_AT);
      case "updated", "last_updated_timestamp", "timestamp" ->
          new Column.Time(REGISTERED_MODEL.UPDATED_AT);
      case "prompt" -> new Column.Flag(isPrompt());
      default ->
          throw source.wrong(
              operand.at(),
              "%s is no attribute of a registered model; these are: name, description, created, updated, prompt"
                  .formatted(operand.key()));
    };
  }

  /** Clients of MLflow keep prompts as models with a tag. */
  static Field<Boolean> isPrompt() {
    return field(
        exists(
            selectOne()
                .from(REGISTERED_MODEL_TAG)
                .where(REGISTERED_MODEL_TAG.MODEL_ID.eq(REGISTERED_MODEL.ID))
                .and(REGISTERED_MODEL_TAG.KEY.eq(PROMPT))
                .and(lower(REGISTERED_MODEL_TAG.VALUE).eq("true"))));
  }
}
