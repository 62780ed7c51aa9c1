package dev.assay.models;

import static dev.assay.schema.Tables.MODEL_VERSION;
import static dev.assay.schema.Tables.REGISTERED_MODEL;

import dev.assay.paging.Page;
import dev.assay.paging.PageRequest;
import dev.assay.problem.Problem;
import dev.assay.query.Column;
import dev.assay.query.Columns;
import dev.assay.query.FilterSql;
import dev.assay.query.Order;
import dev.assay.query.SortKeys;
import java.time.Clock;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.springframework.stereotype.Service;

/** Finds registered models and their versions by what is known of them. */
@Service
public class ModelSearch {
  private final DSLContext db;
  private final Clock clock;

  ModelSearch(DSLContext db, Clock clock) {
    this.db = db;
    this.clock = clock;
  }

  /**
   * A page of registered models, by name where the query does not say otherwise.
   *
   * @throws Problem.Invalid when the query asks for what they do not have, or the cursor is none of
   *     it
   */
  public Page<RegisteredModel> models(ModelQuery query, PageRequest request) {
    ModelColumns columns = new ModelColumns();
    SortKeys keys = sortKeys(query, columns).by(REGISTERED_MODEL.NAME, false);
    return find(query, request, columns, keys, RegisteredModels.FIELDS)
        .map(RegisteredModels::model);
  }

  /** A page of versions, those that changed last first where the query does not say otherwise. */
  public Page<ModelVersion> versions(ModelQuery query, PageRequest request) {
    VersionColumns columns = new VersionColumns();
    SortKeys keys = sortKeys(query, columns);
    if (query.orders().isEmpty()) {
      keys.by(MODEL_VERSION.UPDATED_AT, true);
    }
    keys.by(REGISTERED_MODEL.NAME, false).by(MODEL_VERSION.VERSION, true);
    return find(query, request, columns, keys, ModelVersions.FIELDS).map(ModelVersions::version);
  }

  private static SortKeys sortKeys(ModelQuery query, Columns columns) {
    SortKeys keys = new SortKeys();
    for (Order order : query.orders()) {
      Column column = columns.of(order.operand(), order.source());
      if (column instanceof Column.Among) {
        throw order.source().wrong(order.operand().at(), "there may be several of them");
      }
      if (column instanceof Column.Mixed(var _, var _, Field<Double> number)) {
        column = new Column.Number(number);
      }
      keys.by(column, order.descending());
    }
    return keys;
  }

  private Page<Record> find(
      ModelQuery query,
      PageRequest request,
      Columns columns,
      SortKeys keys,
      List<Field<?>> fields) {
    var condition = FilterSql.condition(query.filter(), columns, clock.instant());
    return keys.page(db, fields, columns, condition, request, query.fingerprint());
  }
}
