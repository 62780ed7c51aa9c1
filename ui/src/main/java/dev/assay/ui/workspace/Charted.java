package dev.assay.ui.workspace;

import dev.assay.runs.Run;
import dev.assay.runs.RunId;
import dev.assay.ui.charts.ChartRun;
import dev.assay.ui.charts.RunColor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which runs of a table are on the charts: those of its first rows, or of its first groups, without
 * those that somebody has taken off, and with those that somebody has put on.
 *
 * @param first those of the first rows, on the charts or not
 * @param runs those that are, at most {@value Look#MOST_CHARTED}
 */
record Charted(Set<RunId> first, SequencedSet<RunId> runs, Map<RunId, String> groups) {
  private static final int DASHES = 4;

  static Charted of(Places places, Look look) {
    List<RunId> first = new ArrayList<>();
    Map<RunId, String> groups = new HashMap<>();
    if (places.groups().isEmpty()) {
      first.addAll(places.runs().subList(0, Math.min(look.charted(), places.runs().size())));
    } else {
      for (Row.OfGroup group :
          places.groups().subList(0, Math.min(look.charted(), places.groups().size()))) {
        String title = RunGrid.title(group, look.group());
        first.addAll(group.group().runs());
        group.group().runs().forEach(run -> groups.put(run, title));
      }
    }
    SequencedSet<RunId> on = new LinkedHashSet<>();
    first.stream()
        .filter(run -> !look.hidden().contains(run))
        .limit(Look.MOST_CHARTED)
        .forEach(on::add);
    Set<RunId> there = new HashSet<>(places.runs());
    look.added().stream()
        .filter(there::contains)
        .limit(Math.max(0, Look.MOST_CHARTED - on.size()))
        .forEach(on::add);
    return new Charted(new HashSet<>(first), on, groups);
  }

  /** The same for the charts: runs with the same colour differ in the style of their lines. */
  List<ChartRun> chartRuns(List<Run> found, Look look) {
    int[] used = new int[RunColor.COLORS];
    List<ChartRun> all = new ArrayList<>();
    for (Run run : found) {
      int color = color(run.id(), look);
      @Nullable String group = groups.get(run.id());
      all.add(
          new ChartRun(
              run.id(),
              run.name(),
              color,
              used[color]++ % DASHES,
              group,
              !run.status().hasEnded(),
              run.forkedFrom() == null ? null : run.forkStep()));
    }
    return all;
  }

  static int color(RunId run, Look look) {
    return look.colors().getOrDefault(run, RunColor.of(run));
  }
}
