package dev.assay.models;

import static dev.assay.schema.Tables.LOGGED_MODEL;

import dev.assay.models.LoggedModelQuery.Sort;
import dev.assay.paging.Page;
import dev.assay.paging.PageRequest;
import dev.assay.problem.Problem;
import dev.assay.query.Column;
import dev.assay.query.FilterSql;
import dev.assay.query.Operand.Kind;
import dev.assay.query.SortKeys;
import dev.assay.runs.ExperimentId;
import java.time.Clock;
import java.util.List;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.springframework.stereotype.Service;

/** Finds logged models by what is known of them. */
@Service
public class LoggedModelSearch {
  private final DSLContext db;
  private final LoggedModels models;
  private final Clock clock;

  LoggedModelSearch(DSLContext db, LoggedModels models, Clock clock) {
    this.db = db;
    this.models = models;
    this.clock = clock;
  }

  /**
   * A page of the models that are wanted, without deleted ones; the newest first where the query
   * does not say otherwise.
   *
   * @throws Problem.Invalid when the query asks for what models do not have, or the cursor is none
   *     of it
   */
  public Page<LoggedModel> search(LoggedModelQuery query, PageRequest request) {
    LoggedModelColumns columns = new LoggedModelColumns(query.datasets());
    Condition condition =
        LOGGED_MODEL
            .DELETED_AT
            .isNull()
            .and(LOGGED_MODEL.EXPERIMENT_ID.in(values(query.experiments())))
            .and(columns.wasMeasured())
            .and(FilterSql.condition(query.filter(), columns, clock.instant()));
    SortKeys keys = new SortKeys();
    query.sorts().forEach(sort -> keys.by(column(sort, columns), sort.order().descending()));
    keys.by(LOGGED_MODEL.CREATED_AT, true).by(LOGGED_MODEL.ID, false);
    Page<LoggedModelId> page =
        keys.page(db, List.of(LOGGED_MODEL.ID), columns, condition, request, query.fingerprint())
            .map(row -> new LoggedModelId(row.get(LOGGED_MODEL.ID)));
    return new Page<>(models.all(page.items()), page.nextCursor());
  }

  private static Column column(Sort sort, LoggedModelColumns columns) {
    var operand = sort.order().operand();
    return operand.kind() == Kind.METRIC
        ? columns.metric(operand, sort.dataset() == null ? List.of() : List.of(sort.dataset()))
        : columns.of(operand, sort.order().source());
  }

  private static List<Long> values(List<ExperimentId> experiments) {
    return experiments.stream().map(ExperimentId::value).toList();
  }
}
