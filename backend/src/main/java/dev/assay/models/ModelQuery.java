package dev.assay.models;

import dev.assay.query.Order;
import dev.assay.query.ParsedFilter;
import dev.assay.query.Source;
import java.util.ArrayList;
import java.util.List;

/**
 * Which registered models or versions are wanted, and in which order.
 *
 * @param orders the first decides before the second
 */
public record ModelQuery(ParsedFilter filter, List<Order> orders) {
  private static final int MOST_ORDERS = 10;

  public ModelQuery {
    orders = List.copyOf(orders);
    if (orders.size() > MOST_ORDERS) {
      throw orders
          .getLast()
          .source()
          .wrong(0, "a list is sorted by at most " + MOST_ORDERS + " things");
    }
  }

  /**
   * Reads the texts of a request.
   *
   * @throws dev.assay.problem.Problem.Invalid pointing at the character that is wrong
   */
  public static ModelQuery parse(String filter, List<String> orderBy) {
    List<Order> orders = new ArrayList<>();
    for (String order : orderBy) {
      orders.add(Order.parse(new Source("orderBy[" + orders.size() + "]", order)));
    }
    return new ModelQuery(ParsedFilter.parse(new Source("filter", filter)), orders);
  }

  public ModelQuery with(ParsedFilter other) {
    return new ModelQuery(other, orders);
  }

  /** What its cursors carry: a cursor of another query is known by it. */
  int fingerprint() {
    StringBuilder text = new StringBuilder(filter.source().text());
    orders.forEach(order -> text.append('\n').append(order.source().text()));
    return text.toString().hashCode();
  }
}
