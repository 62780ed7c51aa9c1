package dev.assay.runs;

import static dev.assay.schema.Tables.RUN_PARAM;
import static dev.assay.schema.Tables.RUN_TAG;
import static org.jooq.impl.DSL.boolAnd;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jooq.DSLContext;
import org.springframework.stereotype.Service;

/** Under which names something is known of runs: the columns of a table of them. */
@Service
public class RunKeys {
  private final DSLContext db;

  RunKeys(DSLContext db) {
    this.db = db;
  }

  /** The addresses of the params of some runs, each with whether all its values are numbers. */
  public Map<String, Boolean> params(Collection<RunId> runs) {
    var numbers = boolAnd(RUN_PARAM.NUMBER.isNotNull());
    return db.select(RUN_PARAM.KEY, numbers)
        .from(RUN_PARAM)
        .where(RUN_PARAM.RUN_ID.in(ids(runs)))
        .groupBy(RUN_PARAM.KEY)
        .fetchMap(RUN_PARAM.KEY, numbers);
  }

  /** The names of the tags of some runs. */
  public Set<String> tags(Collection<RunId> runs) {
    return db.selectDistinct(RUN_TAG.KEY)
        .from(RUN_TAG)
        .where(RUN_TAG.RUN_ID.in(ids(runs)))
        .fetchSet(RUN_TAG.KEY);
  }

  private static List<UUID> ids(Collection<RunId> runs) {
    return runs.stream().map(RunId::value).toList();
  }
}
