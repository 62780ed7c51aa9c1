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
 * @param first those of the first rows or groups, on the charts unless somebody has taken them off
 * @param runs those that are, at most {@value Look#MOST_CHARTED}
 */
record Charted(Set<RunId> first, SequencedSet<RunId> runs, Map<RunId, String> groups) {
  private static final int DASHES = 4;

  static Charted of(Places places, Look look) {
    Map<RunId, String> groups = new HashMap<>();
    List<RunId> first =
        places.groups().isEmpty()
            ? places.runs().subList(0, Math.min(look.charted(), places.runs().size()))
            : ofGroups(places, look, groups);
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

  /** Dealt out in turns, so that a large group leaves room for the others. */
  private static List<RunId> ofGroups(Places places, Look look, Map<RunId, String> titles) {
    List<Row.OfGroup> shown =
        places.groups().subList(0, Math.min(look.charted(), places.groups().size()));
    List<RunId> dealt = new ArrayList<>();
    boolean more = true;
    for (int i = 0; more && dealt.size() < Look.MOST_CHARTED; i++) {
      more = false;
      for (Row.OfGroup group : shown) {
        List<RunId> runs = group.group().runs();
        if (i < runs.size() && dealt.size() < Look.MOST_CHARTED) {
          dealt.add(runs.get(i));
          titles.put(runs.get(i), RunGrid.title(group, look.group()));
          more = true;
        }
      }
    }
    return dealt;
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
