package dev.assay.query;

import static dev.assay.schema.Tables.EXPERIMENT;
import static org.jooq.impl.DSL.or;

import dev.assay.paging.Page;
import dev.assay.paging.PageRequest;
import dev.assay.problem.Problem;
import dev.assay.runs.Experiment;
import dev.assay.runs.ExperimentId;
import dev.assay.runs.Experiments;
import dev.assay.runs.Shelf;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.springframework.stereotype.Service;

/** Finds experiments by their attributes and tags. */
@Service
public class ExperimentSearch {
  private final DSLContext db;
  private final Experiments experiments;
  private final Clock clock;

  ExperimentSearch(DSLContext db, Experiments experiments, Clock clock) {
    this.db = db;
    this.experiments = experiments;
    this.clock = clock;
  }

  /**
   * A page of the experiments that are wanted.
   *
   * @param shelves where they are kept
   * @param filter in the search language
   * @param orderBy what to sort by, one after the other; then the newest first
   * @throws Problem.Invalid pointing at what is wrong, or when the cursor is none of this search
   */
  public Page<Experiment> search(
      Set<Shelf> shelves, String filter, List<String> orderBy, PageRequest request) {
    ExperimentColumns columns = new ExperimentColumns();
    ParsedFilter parsed = ParsedFilter.parse(new Source("filter", filter));
    Condition onShelves =
        or(
            shelves.stream()
                .map(shelf -> shelf.condition(EXPERIMENT.ARCHIVED_AT, EXPERIMENT.DELETED_AT))
                .toList());
    Condition condition = onShelves.and(FilterSql.condition(parsed, columns, clock.instant()));
    SortKeys keys = sortKeys(orderBy, columns);
    int fingerprint =
        List.of(shelves.stream().sorted().toList().toString(), filter, orderBy).hashCode();
    Page<ExperimentId> page =
        keys.page(db, List.of(EXPERIMENT.ID), columns, condition, request, fingerprint)
            .map(row -> new ExperimentId(row.get(EXPERIMENT.ID)));
    return new Page<>(experiments.all(page.items()), page.nextCursor());
  }

  private static SortKeys sortKeys(List<String> orderBy, ExperimentColumns columns) {
    SortKeys keys = new SortKeys();
    for (Order order : Order.parseAll(orderBy)) {
      keys.by(columns.of(order.operand(), order.source()), order.descending());
    }
    return keys.by(EXPERIMENT.CREATED_AT, true).by(EXPERIMENT.ID, false);
  }
}
