package dev.assay.series;

import static dev.assay.schema.Tables.METRIC_TAIL;
import static dev.assay.schema.Tables.RUN;

import dev.assay.runs.RunId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.springframework.stereotype.Component;

/** Lets runs be found and sorted by what they have measured. */
@Component
public class MetricColumns {
  private final DSLContext db;
  private final Series series;
  private final MetricNames names;

  MetricColumns(DSLContext db, Series series, MetricNames names) {
    this.db = db;
    this.series = series;
    this.names = names;
  }

  /**
   * Some metrics of some runs, as they are now.
   *
   * @param ofRuns a condition on {@code run}
   */
  public LatestMetrics latest(Condition ofRuns, Collection<String> metrics) {
    Map<String, Integer> ids = names.find(metrics);
    if (ids.isEmpty()) {
      return new LatestMetrics(ids, Map.of());
    }
    List<RunId> unflushed =
        db.selectDistinct(METRIC_TAIL.RUN_ID)
            .from(METRIC_TAIL)
            .join(RUN)
            .on(RUN.ID.eq(METRIC_TAIL.RUN_ID))
            .where(ofRuns)
            .fetch(r -> new RunId(r.value1()));
    return new LatestMetrics(
        ids, unflushed.isEmpty() ? Map.of() : series.latest(unflushed, ids.keySet()));
  }
}
