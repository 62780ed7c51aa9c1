package dev.assay.ui.compare;

import dev.assay.runs.ExperimentId;
import dev.assay.runs.Run;
import dev.assay.runs.RunId;
import dev.assay.ui.charts.ChartRun;
import dev.assay.ui.charts.RunColor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs that are compared.
 *
 * @param runs as charts show them: each with its own colour, and another style of line where a
 *     colour comes again
 * @param baseline the place of the one against which differences are
 * @param experiments those that the runs belong to
 */
record Comparison(List<ChartRun> runs, int baseline, List<ExperimentId> experiments) {
  private static final int DASHES = 4;

  static Comparison of(List<Run> runs, String baseline) {
    Map<Integer, Integer> used = new HashMap<>();
    List<ChartRun> shown = new ArrayList<>();
    int first = 0;
    for (Run run : runs) {
      int color = RunColor.of(run.id());
      int before = used.merge(color, 1, Integer::sum) - 1;
      if (run.id().toString().equals(baseline)) {
        first = shown.size();
      }
      ChartRun alone = ChartRun.of(run);
      shown.add(
          new ChartRun(
              run.id(), run.name(), color, before % DASHES, null, alone.live(), alone.forkStep()));
    }
    return new Comparison(
        List.copyOf(shown), first, runs.stream().map(Run::experimentId).distinct().toList());
  }

  List<RunId> ids() {
    return runs.stream().map(ChartRun::id).toList();
  }

  int size() {
    return runs.size();
  }
}
