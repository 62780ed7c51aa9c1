package dev.assay.query;

import dev.assay.problem.Problem;
import dev.assay.runs.ExperimentId;
import dev.assay.runs.Shelf;
import java.util.List;
import java.util.Set;

/**
 * Which runs are wanted, and in which order.
 *
 * @param experiments those whose runs are meant; empty for all
 * @param shelves where the runs are kept
 * @param filter see {@link ParsedFilter}
 * @param orders what to sort by, one after the other; then the newest first
 */
public record RunQuery(
    List<ExperimentId> experiments, Set<Shelf> shelves, ParsedFilter filter, List<Order> orders) {
  private static final int MOST_EXPERIMENTS = 1000;

  public RunQuery {
    experiments = List.copyOf(experiments);
    shelves = Set.copyOf(shelves);
    orders = List.copyOf(orders);
    if (experiments.size() > MOST_EXPERIMENTS) {
      throw new Problem.Invalid(
          "experiments", experiments.size() + " ids", "at most " + MOST_EXPERIMENTS + " are given");
    }
  }

  /**
   * Reads a query.
   *
   * @param filter empty for everything
   * @param orderBy such as {@code metrics.loss desc}
   * @throws Problem.Invalid pointing at the character that is wrong
   */
  public static RunQuery parse(
      List<ExperimentId> experiments, Set<Shelf> shelves, String filter, List<String> orderBy) {
    List<Order> orders = Order.parseAll(orderBy);
    ParsedFilter parsed = ParsedFilter.parse(new Source("filter", filter));
    return new RunQuery(experiments, shelves, parsed, orders);
  }

  /** Tells this query from others, in a cursor. */
  int fingerprint() {
    List<String> texts = orders.stream().map(o -> o.source().text()).toList();
    List<Shelf> sorted = shelves.stream().sorted().toList();
    List<Long> ids = experiments.stream().map(ExperimentId::value).toList();
    return List.of(ids, sorted.toString(), filter.source().text(), texts).hashCode();
  }
}
