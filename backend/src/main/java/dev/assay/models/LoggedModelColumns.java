package dev.assay.models;

import static dev.assay.schema.Tables.LOGGED_MODEL;
import static dev.assay.schema.Tables.LOGGED_MODEL_METRIC;
import static dev.assay.schema.Tables.LOGGED_MODEL_PARAM;
import static dev.assay.schema.Tables.LOGGED_MODEL_TAG;
import static org.jooq.impl.DSL.avg;
import static org.jooq.impl.DSL.concat;
import static org.jooq.impl.DSL.exists;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.max;
import static org.jooq.impl.DSL.min;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.or;
import static org.jooq.impl.DSL.replace;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.selectOne;

import dev.assay.models.LoggedModelQuery.OnDataset;
import dev.assay.query.Column;
import dev.assay.query.Columns;
import dev.assay.query.Operand;
import dev.assay.query.Source;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Table;
import org.jooq.impl.SQLDataType;

/** What the words of the search language are for logged models. */
final class LoggedModelColumns implements Columns {
  private final List<OnDataset> datasets;
  private final Map<String, Column> joined = new HashMap<>();
  private Table<?> from = LOGGED_MODEL;

  /**
   * @param datasets what metrics are measured on; with none of them, on any or on none
   */
  LoggedModelColumns(List<OnDataset> datasets) {
    this.datasets = datasets;
  }

  @Override
  public Table<?> from() {
    return from;
  }

  @Override
  public Column of(Operand operand, Source source) {
    return switch (operand.kind()) {
      case ATTRIBUTE -> attribute(operand, source);
      case METRIC -> metric(operand, datasets);
      case PARAM -> joined.computeIfAbsent(operand.toString(), _ -> param(operand.key()));
      case TAG -> joined.computeIfAbsent(operand.toString(), _ -> tag(operand.key()));
      case DATASET ->
          throw source.wrong(
              operand.at(), "datasets of logged models are named beside the filter, not in it");
    };
  }

  /** That something was measured on one of the datasets. */
  Condition wasMeasured() {
    return datasets.isEmpty()
        ? noCondition()
        : exists(
            selectOne()
                .from(LOGGED_MODEL_METRIC)
                .where(LOGGED_MODEL_METRIC.MODEL_ID.eq(LOGGED_MODEL.ID))
                .and(on(datasets)));
  }

  /** The last value of a metric; the lowest, the greatest or the mean where the operand says so. */
  Column metric(Operand operand, List<OnDataset> measuredOn) {
    var m = LOGGED_MODEL_METRIC;
    Condition mine = m.MODEL_ID.eq(LOGGED_MODEL.ID).and(m.NAME.eq(operand.key()));
    Condition which = mine.and(on(measuredOn));
    Field<Double> value =
        switch (operand.function()) {
          case LAST ->
              field(
                  select(m.VALUE)
                      .from(m)
                      .where(which)
                      .orderBy(m.TIME_MILLIS.desc(), m.STEP.desc(), m.RUN_ID)
                      .limit(1));
          case MIN -> field(select(min(m.VALUE)).from(m).where(which));
          case MAX -> field(select(max(m.VALUE)).from(m).where(which));
          case MEAN -> field(select(avg(m.VALUE).cast(SQLDataType.DOUBLE)).from(m).where(which));
        };
    return new Column.Number(value);
  }

  private static Condition on(List<OnDataset> datasets) {
    return datasets.isEmpty()
        ? noCondition()
        : or(datasets.stream().map(LoggedModelColumns::on).toList());
  }

  private static Condition on(OnDataset dataset) {
    Condition named = LOGGED_MODEL_METRIC.DATASET_NAME.eq(dataset.name());
    return dataset.digest() == null
        ? named
        : named.and(LOGGED_MODEL_METRIC.DATASET_DIGEST.eq(dataset.digest()));
  }

  private Column param(String key) {
    var param = LOGGED_MODEL_PARAM.as("param_" + joined.size());
    from = from.leftJoin(param).on(param.MODEL_ID.eq(LOGGED_MODEL.ID)).and(param.KEY.eq(key));
    return new Column.Text(param.VALUE);
  }

  private Column tag(String key) {
    var tag = LOGGED_MODEL_TAG.as("tag_" + joined.size());
    from = from.leftJoin(tag).on(tag.MODEL_ID.eq(LOGGED_MODEL.ID)).and(tag.KEY.eq(key));
    return new Column.Text(tag.VALUE);
  }

  /** The words of MLflow are taken as well. */
  private static Column attribute(Operand operand, Source source) {
    return switch (operand.key().toLowerCase(Locale.ROOT)) {
      case "id", "model_id" -> new Column.Text(id());
      case "name" -> new Column.Text(LOGGED_MODEL.NAME);
      case "type", "model_type" -> new Column.Text(LOGGED_MODEL.TYPE);
      case "status" -> new Column.Text(LOGGED_MODEL.STATUS, word -> word.toUpperCase(Locale.ROOT));
      case "run", "run_id", "source_run_id" -> new Column.Id(LOGGED_MODEL.RUN_ID);
      case "experiment_id" -> new Column.Text(LOGGED_MODEL.EXPERIMENT_ID.cast(SQLDataType.VARCHAR));
      case "created", "creation_time", "creation_timestamp", "creation_timestamp_ms" ->
          new Column.Time(LOGGED_MODEL.CREATED_AT);
      case "updated", "last_updated_timestamp", "last_updated_timestamp_ms" ->
          new Column.Time(LOGGED_MODEL.UPDATED_AT);
      default ->
          throw source.wrong(
              operand.at(),
              "%s is no attribute of a logged model; these are: id, name, type, status, run, experiment_id, created, updated"
                  .formatted(operand.key()));
    };
  }

  /** As it is written. */
  private static Field<String> id() {
    return concat(inline("m-"), replace(LOGGED_MODEL.ID.cast(SQLDataType.VARCHAR), "-", ""));
  }
}
