package dev.assay.ui.workspace;

import dev.assay.query.Operand;
import dev.assay.runs.Run;
import dev.assay.ui.charts.HeadlineMetrics;
import dev.assay.ui.parts.ShownTags;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The columns of a table that nobody has chosen columns for: what tells its newest runs apart. */
final class DefaultColumns {
  static final int LOOKED_AT = 200;
  private static final int MOST_PARAMS = 3;
  private static final int MOST_TAGS = 1;

  private DefaultColumns() {}

  static List<ColumnSpec> of(List<Run> newest, Known known) {
    List<String> words = new ArrayList<>(List.of("name", "status"));
    Set<String> metrics = new HashSet<>(known.metrics());
    for (List<String> names :
        List.of(
            HeadlineMetrics.TRAIN_LOSSES,
            HeadlineMetrics.VALIDATION_LOSSES,
            HeadlineMetrics.SPEEDS)) {
      names.stream()
          .filter(metrics::contains)
          .findFirst()
          .ifPresent(name -> words.add(Operand.of(Operand.Kind.METRIC, name).inWords()));
    }
    DifferingParams.of(newest, MOST_PARAMS)
        .forEach(key -> words.add(Operand.of(Operand.Kind.PARAM, key).inWords()));
    words.addAll(List.of("duration", "created"));
    Set<String> tags = new TreeSet<>();
    newest.forEach(run -> tags.addAll(ShownTags.of(run).keySet()));
    tags.stream()
        .limit(MOST_TAGS)
        .forEach(key -> words.add(Operand.of(Operand.Kind.TAG, key).inWords()));
    return words.stream().map(ColumnSpec::of).toList();
  }
}
