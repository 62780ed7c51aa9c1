package dev.assay.ui.compare;

import java.util.Optional;

/** On which machines and with which libraries the runs were executed. */
class EnvironmentTab extends DifferenceTable {
  EnvironmentTab(Comparison comparison, CompareReader reader, CompareUrl url) {
    super(
        comparison,
        "line",
        "Nothing is known of the machines and libraries of these runs. A program records them with"
            + " PUT /api/v1/runs/{id}/provenance.",
        () -> reader.environment(comparison.ids()),
        (row, run) -> Optional.empty(),
        url);
  }
}
