package dev.assay.ui.experiments;

import com.vaadin.flow.router.QueryParameters;
import dev.assay.runs.Run;
import dev.assay.runs.RunStatus;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Which runs are wanted: by a part of their name, by their state; kept in the address of the page.
 */
record RunFilter(String name, Optional<RunStatus> status) {
  static final RunFilter NONE = new RunFilter("", Optional.empty());

  static RunFilter from(QueryParameters parameters) {
    String wanted = parameters.getSingleParameter("status").orElse("");
    return new RunFilter(
        parameters.getSingleParameter("q").orElse(""),
        Arrays.stream(RunStatus.values()).filter(s -> word(s).equals(wanted)).findFirst());
  }

  Map<String, String> parameters() {
    return Map.of("q", name, "status", status.map(RunFilter::word).orElse(""));
  }

  boolean isEmpty() {
    return name.isEmpty() && status.isEmpty();
  }

  boolean accepts(Run run) {
    return run.name().toLowerCase(Locale.ROOT).contains(name.toLowerCase(Locale.ROOT))
        && status.map(s -> s == run.status()).orElse(true);
  }

  private static String word(RunStatus status) {
    return status.name().toLowerCase(Locale.ROOT);
  }
}
