package dev.assay.models;

import static dev.assay.schema.Tables.MODEL_ALIAS;
import static dev.assay.schema.Tables.MODEL_VERSION;
import static dev.assay.schema.Tables.MODEL_VERSION_TAG;
import static dev.assay.schema.Tables.REGISTERED_MODEL;
import static org.jooq.impl.DSL.exists;
import static org.jooq.impl.DSL.selectOne;

import dev.assay.query.Column;
import dev.assay.query.Columns;
import dev.assay.query.Operand;
import dev.assay.query.Source;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Table;
import org.jooq.impl.SQLDataType;

/** What the words of the search language are for versions. */
final class VersionColumns implements Columns {
  private final Map<String, Column> tags = new HashMap<>();
  private Table<?> from =
      MODEL_VERSION.join(REGISTERED_MODEL).on(REGISTERED_MODEL.ID.eq(MODEL_VERSION.MODEL_ID));

  @Override
  public Table<?> from() {
    return from;
  }

  @Override
  public Column of(Operand operand, Source source) {
    return switch (operand.kind()) {
      case ATTRIBUTE -> attribute(operand, source);
      case TAG -> tags.computeIfAbsent(operand.key(), this::tag);
      case METRIC, PARAM, DATASET -> throw ModelColumns.noSuch(operand, source, "version");
    };
  }

  private Column tag(String key) {
    var tag = MODEL_VERSION_TAG.as("tag_" + tags.size());
    from =
        from.leftJoin(tag)
            .on(tag.MODEL_ID.eq(MODEL_VERSION.MODEL_ID))
            .and(tag.VERSION.eq(MODEL_VERSION.VERSION))
            .and(tag.KEY.eq(key));
    return new Column.Text(tag.VALUE);
  }

  /** The words of MLflow are taken as well. */
  private static Column attribute(Operand operand, Source source) {
    return switch (operand.key().toLowerCase(Locale.ROOT)) {
      case "name" -> new Column.Text(REGISTERED_MODEL.NAME);
      case "version", "version_number" -> number();
      case "run", "run_id" -> new Column.Id(MODEL_VERSION.RUN_ID);
      case "source", "source_path" -> new Column.Text(MODEL_VERSION.SOURCE);
      case "stage", "current_stage" -> new Column.Text(MODEL_VERSION.STAGE, VersionColumns::stage);
      case "description" -> new Column.Text(MODEL_VERSION.DESCRIPTION);
      case "alias", "aliases" -> new Column.Among(MODEL_ALIAS.ALIAS, VersionColumns::ofAnAlias);
      case "created", "creation_timestamp" -> new Column.Time(MODEL_VERSION.CREATED_AT);
      case "updated", "last_updated_timestamp" -> new Column.Time(MODEL_VERSION.UPDATED_AT);
      case "prompt" -> new Column.Flag(ModelColumns.isPrompt());
      default ->
          throw source.wrong(
              operand.at(),
              "%s is no attribute of a version; these are: name, version, run, source, stage, alias, description, created, updated, prompt"
                  .formatted(operand.key()));
    };
  }

  /** MLflow's clients write the number with quotes or without. */
  private static Column number() {
    Field<String> text = MODEL_VERSION.VERSION.cast(SQLDataType.VARCHAR);
    return new Column.Mixed(text, text, MODEL_VERSION.VERSION.cast(SQLDataType.DOUBLE));
  }

  private static String stage(String word) {
    return Stage.find(word).map(Stage::name).orElse(word);
  }

  private static Condition ofAnAlias(Condition condition) {
    return exists(
        selectOne()
            .from(MODEL_ALIAS)
            .where(MODEL_ALIAS.MODEL_ID.eq(MODEL_VERSION.MODEL_ID))
            .and(MODEL_ALIAS.VERSION.eq(MODEL_VERSION.VERSION))
            .and(condition));
  }
}
