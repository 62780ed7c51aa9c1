package dev.assay.ui.compare;

import java.util.Optional;

/** What the runs were given, and what their metrics came to. */
class ConfigTab extends DifferenceTable {
  ConfigTab(Comparison comparison, CompareReader reader, CompareUrl url) {
    super(
        comparison,
        "row",
        "These runs have no params and no metrics yet.",
        () -> reader.config(comparison.ids()),
        (row, run) -> Optional.empty(),
        url);
  }
}
