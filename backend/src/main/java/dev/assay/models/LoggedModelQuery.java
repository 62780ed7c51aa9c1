package dev.assay.models;

import dev.assay.query.Order;
import dev.assay.query.ParsedFilter;
import dev.assay.runs.ExperimentId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which logged models are wanted, and in which order.
 *
 * @param datasets on one of these something was measured of the model; metrics in the filter are
 *     those on these datasets. With none of them, on any dataset or on none
 */
public record LoggedModelQuery(
    List<ExperimentId> experiments,
    ParsedFilter filter,
    List<OnDataset> datasets,
    List<Sort> sorts) {
  private static final int MOST_SORTS = 10;

  public LoggedModelQuery {
    experiments = List.copyOf(experiments);
    datasets = List.copyOf(datasets);
    sorts = List.copyOf(sorts);
    if (sorts.size() > MOST_SORTS) {
      throw sorts
          .getLast()
          .order()
          .source()
          .wrong(0, "a list is sorted by at most " + MOST_SORTS + " things");
    }
  }

  /**
   * A dataset that something was measured on.
   *
   * @param digest null for whichever
   */
  public record OnDataset(String name, @Nullable String digest) {}

  /**
   * @param dataset which the metric that is sorted by was measured on; null for whichever
   */
  public record Sort(Order order, @Nullable OnDataset dataset) {}

  /** What its cursors carry: a cursor of another query is known by it. */
  int fingerprint() {
    StringBuilder text = new StringBuilder(filter.source().text());
    text.append('\n').append(experiments).append(datasets);
    sorts.forEach(
        s ->
            text.append('\n')
                .append(s.order().source().text())
                .append(s.order().descending())
                .append(s.dataset()));
    return text.toString().hashCode();
  }
}
