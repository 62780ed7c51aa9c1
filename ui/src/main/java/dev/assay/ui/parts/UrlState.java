package dev.assay.ui.parts;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.router.Location;
import com.vaadin.flow.router.QueryParameters;
import java.util.Map;
import java.util.TreeMap;

/** Keeps what a view is set to in its address, so that a link shows what one sees. */
public final class UrlState {
  private UrlState() {}

  /**
   * Sets query parameters of the present address; an empty value takes one away. It makes no entry
   * in the history.
   */
  public static void replace(Component view, Map<String, String> parameters) {
    view.getUI()
        .ifPresent(
            ui -> {
              Location now = ui.getActiveViewLocation();
              Map<String, String> all = new TreeMap<>();
              now.getQueryParameters()
                  .getParameters()
                  .forEach((name, values) -> all.put(name, values.getFirst()));
              all.putAll(parameters);
              all.values().removeIf(String::isEmpty);
              ui.getPage()
                  .getHistory()
                  .replaceState(null, new Location(now.getPath(), QueryParameters.simple(all)));
            });
  }
}
