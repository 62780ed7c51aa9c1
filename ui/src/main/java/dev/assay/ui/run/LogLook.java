package dev.assay.ui.run;

import com.vaadin.flow.router.QueryParameters;
import java.util.Map;
import java.util.Optional;

/**
 * Which part of a log is shown; kept in the address of the page.
 *
 * @param search what lines are looked for; empty for nothing
 * @param line the line to show; empty for the last ones
 */
record LogLook(String search, Optional<Long> line) {
  static LogLook from(QueryParameters parameters) {
    return new LogLook(
        parameters.getSingleParameter("q").orElse(""),
        parameters
            .getSingleParameter("line")
            .filter(text -> text.matches("\\d{1,15}"))
            .map(Long::valueOf));
  }

  Map<String, String> parameters() {
    return Map.of("q", search, "line", line.map(Object::toString).orElse(""));
  }
}
