package dev.assay.ui.compare;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.router.QueryParameters;
import dev.assay.ui.parts.UrlState;
import java.util.Map;
import java.util.TreeMap;

/** What the comparison is set to, which its address says. */
final class CompareUrl {
  private final Component view;
  private final Map<String, String> parameters = new TreeMap<>();

  CompareUrl(Component view, QueryParameters from) {
    this.view = view;
    from.getParameters().forEach((name, values) -> parameters.put(name, values.getFirst()));
  }

  /** Empty when the address does not say. */
  String get(String name) {
    return parameters.getOrDefault(name, "");
  }

  /** An empty value takes a parameter away. */
  void set(Map<String, String> some) {
    parameters.putAll(some); // empty ones stay, for an address keeps what it is not told about
    UrlState.replace(view, parameters);
  }

  /** All of them, for another address. */
  QueryParameters with(Map<String, String> some) {
    Map<String, String> all = new TreeMap<>(parameters);
    all.putAll(some);
    all.values().removeIf(String::isEmpty);
    return QueryParameters.simple(all);
  }

  QueryParameters parameters() {
    return with(Map.of());
  }
}
