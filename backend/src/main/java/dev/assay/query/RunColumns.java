package dev.assay.query;

import static dev.assay.schema.Tables.APP_USER;
import static dev.assay.schema.Tables.DATASET;
import static dev.assay.schema.Tables.EXPERIMENT;
import static dev.assay.schema.Tables.RUN;
import static dev.assay.schema.Tables.RUN_INPUT;
import static dev.assay.schema.Tables.RUN_PARAM;
import static dev.assay.schema.Tables.RUN_PROVENANCE;
import static dev.assay.schema.Tables.RUN_TAG;
import static org.jooq.impl.DSL.arrayToString;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.exists;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.left;
import static org.jooq.impl.DSL.nullif;
import static org.jooq.impl.DSL.selectOne;
import static org.jooq.impl.DSL.val;

import dev.assay.runs.RunStatus;
import dev.assay.series.LatestMetrics;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Table;

/** What the words of the language are for runs. Tables are joined when they are needed. */
final class RunColumns implements Columns {
  /** When a run began, or else was queued. */
  static final Field<OffsetDateTime> BEGAN = coalesce(RUN.STARTED_AT, RUN.CREATED_AT);

  private final LatestMetrics metrics;
  private final Instant now;
  private final Map<String, Column> columns = new HashMap<>();
  private final Map<String, LatestMetrics.Joined> joinedMetrics = new HashMap<>();
  private boolean withUser;
  private boolean withExperiment;
  private boolean withProvenance;
  private Table<?> from = RUN;

  RunColumns(LatestMetrics metrics, Instant now) {
    this.metrics = metrics;
    this.now = now;
  }

  @Override
  public Table<?> from() {
    return from;
  }

  @Override
  public Column of(Operand operand, Source source) {
    Column known = columns.get(operand.toString());
    if (known != null) {
      return known;
    }
    Column column =
        switch (operand.kind()) {
          case ATTRIBUTE -> attribute(operand, source);
          case METRIC -> metric(operand);
          case PARAM -> param(operand.key());
          case TAG -> tag(operand.key());
          case DATASET -> dataset(operand, source);
        };
    columns.put(operand.toString(), column);
    return column;
  }

  private Column metric(Operand operand) {
    if (joinedMetrics.isEmpty()) {
      from = metrics.joinBranches(from, RUN.ID);
    }
    LatestMetrics.Joined of = joinedMetrics.get(operand.key());
    if (of == null) {
      of = metrics.join(from, RUN.ID, operand.key(), "metric_" + joinedMetrics.size());
      from = of.from();
      joinedMetrics.put(operand.key(), of);
    }
    return new Column.Number(
        switch (operand.function()) {
          case LAST -> of.last();
          case MIN -> of.min();
          case MAX -> of.max();
          case MEAN -> of.mean();
        });
  }

  private Column param(String key) {
    var param = RUN_PARAM.as("param_" + columns.size());
    from = from.leftJoin(param).on(param.RUN_ID.eq(RUN.ID)).and(param.KEY.eq(key));
    return new Column.Mixed(param.VALUE, prefix(param.VALUE), param.NUMBER);
  }

  private Column tag(String key) {
    var tag = RUN_TAG.as("tag_" + columns.size());
    from = from.leftJoin(tag).on(tag.RUN_ID.eq(RUN.ID)).and(tag.KEY.eq(key));
    return new Column.Prefixed(tag.VALUE, prefix(tag.VALUE));
  }

  /** As the indexes have it. */
  private static Field<String> prefix(Field<String> value) {
    return left(value, inline(Column.PREFIX));
  }

  private static Column dataset(Operand operand, Source source) {
    Field<String> value =
        switch (operand.key().toLowerCase(Locale.ROOT)) {
          case "name" -> DATASET.NAME;
          case "digest" -> DATASET.DIGEST;
          case "source" -> DATASET.SOURCE;
          case "context" -> RUN_INPUT.CONTEXT;
          default ->
              throw source.wrong(
                  operand.at(),
                  "a dataset has name, digest, source and context, not " + operand.key());
        };
    return new Column.Among(value, RunColumns::ofAnInput);
  }

  private static Condition ofAnInput(Condition condition) {
    return exists(
        selectOne()
            .from(RUN_INPUT)
            .join(DATASET)
            .on(DATASET.ID.eq(RUN_INPUT.DATASET_ID))
            .where(RUN_INPUT.RUN_ID.eq(RUN.ID))
            .and(condition));
  }

  /** The words of MLflow are taken as well. */
  private Column attribute(Operand operand, Source source) {
    return switch (operand.key().toLowerCase(Locale.ROOT)) {
      case "id", "run_id" -> new Column.Id(RUN.ID);
      case "name", "run_name", "run name" -> new Column.Text(RUN.NAME);
      case "status" -> new Column.Text(RUN.STATUS, RunColumns::status);
      case "experiment" -> new Column.Text(experiment());
      case "user", "user_id" -> new Column.Text(user());
      case "created", "start_time" -> new Column.Time(BEGAN);
      case "end_time" -> new Column.Time(RUN.ENDED_AT);
      case "duration" -> new Column.Number(seconds());
      case "progress" -> new Column.Number(RUN.PROGRESS);
      case "parent" -> new Column.Id(RUN.PARENT_ID);
      case "group" -> new Column.Text(RUN.GROUP_NAME);
      case "notes" -> new Column.Text(nullif(RUN.NOTES, ""));
      case "learnt" -> new Column.Text(RUN.LEARNT);
      case "failure" -> new Column.Text(RUN.FAILURE);
      case "last_lines" -> new Column.Text(RUN.LAST_LINES);
      case "forked_from" -> new Column.Id(RUN.FORKED_FROM);
      case "imported_from" -> new Column.Text(RUN.IMPORTED_FROM);
      case "repository" -> new Column.Text(ofProvenance(RUN_PROVENANCE.REPOSITORY));
      case "commit" -> new Column.Text(ofProvenance(RUN_PROVENANCE.REVISION));
      case "branch" -> new Column.Text(ofProvenance(RUN_PROVENANCE.BRANCH));
      case "dirty" -> new Column.Flag(ofProvenance(RUN_PROVENANCE.DIRTY));
      case "entry_point" -> new Column.Text(ofProvenance(RUN_PROVENANCE.ENTRY_POINT));
      case "command" ->
          new Column.Text(arrayToString(ofProvenance(RUN_PROVENANCE.COMMAND), inline(" ")));
      case "host" -> new Column.Text(ofProvenance(RUN_PROVENANCE.HOST));
      default ->
          throw source.wrong(
              operand.at(),
              "%s is no attribute of a run; these are: %s"
                  .formatted(operand.key(), String.join(", ", RunSearch.ATTRIBUTES)));
    };
  }

  /** MLflow calls a run that waits SCHEDULED. */
  private static String status(String word) {
    String upper = word.toUpperCase(Locale.ROOT);
    return upper.equals("SCHEDULED") ? RunStatus.QUEUED.name() : upper;
  }

  /** How long it has been running, or ran. */
  private Field<Double> seconds() {
    Field<OffsetDateTime> end = coalesce(RUN.ENDED_AT, val(now.atOffset(ZoneOffset.UTC)));
    // jOOQ has the difference of two times as an interval only
    return field("extract(epoch from {0} - {1})", Double.class, end, RUN.STARTED_AT)
        .cast(Double.class);
  }

  private Field<String> user() {
    if (!withUser) {
      from = from.join(APP_USER).on(APP_USER.ID.eq(RUN.CREATED_BY));
      withUser = true;
    }
    return APP_USER.NAME;
  }

  private Field<String> experiment() {
    if (!withExperiment) {
      from = from.join(EXPERIMENT).on(EXPERIMENT.ID.eq(RUN.EXPERIMENT_ID));
      withExperiment = true;
    }
    return EXPERIMENT.NAME;
  }

  private <T> Field<T> ofProvenance(Field<T> field) {
    if (!withProvenance) {
      from = from.leftJoin(RUN_PROVENANCE).on(RUN_PROVENANCE.RUN_ID.eq(RUN.ID));
      withProvenance = true;
    }
    return field;
  }
}
