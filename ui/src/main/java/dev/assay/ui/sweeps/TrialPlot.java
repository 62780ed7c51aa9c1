package dev.assay.ui.sweeps;

import dev.assay.runs.RunId;
import dev.assay.search.Parameter;
import dev.assay.sweeps.Objective;
import dev.assay.sweeps.SweepSpec;
import dev.assay.sweeps.Trial;
import dev.assay.ui.charts.PlotRow;
import dev.assay.ui.charts.PlotSpec;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The trials of a sweep as plots take them. */
final class TrialPlot {
  /** Says whether a trial is on the Pareto front. */
  static final String FRONT = "front";

  private TrialPlot() {}

  static String column(Parameter parameter) {
    return "params." + parameter.name();
  }

  static String column(Objective objective) {
    return switch (objective.of()) {
      case LAST -> "metrics." + objective.metric();
      case MIN, MAX, MEAN ->
          objective.of().name().toLowerCase(Locale.ROOT) + "(metrics." + objective.metric() + ")";
    };
  }

  /** Params first, then objectives. */
  static List<String> axes(SweepSpec spec) {
    List<Objective> objectives = spec.objectives();
    int room = PlotSpec.MOST_AXES - objectives.size();
    return Stream.concat(
            spec.space().parameters().stream().limit(room).map(TrialPlot::column),
            objectives.stream().map(TrialPlot::column))
        .distinct()
        .toList();
  }

  static List<PlotRow> rows(SweepState state) {
    return state.measured().stream().map(trial -> row(state, trial, null)).toList();
  }

  /**
   * @param front numbers of the trials that are on it
   */
  static List<PlotRow> rows(SweepState state, Set<Integer> front) {
    return state.measured().stream()
        .sorted(Comparator.comparing(trial -> front.contains(trial.number()))) // drawn on top
        .map(trial -> row(state, trial, front.contains(trial.number())))
        .toList();
  }

  private static PlotRow row(SweepState state, Trial trial, @Nullable Boolean onFront) {
    SweepSpec spec = state.sweep().spec();
    Map<String, Object> values = new HashMap<>();
    for (Parameter parameter : spec.space().parameters()) {
      @Nullable Object value =
          Configurations.plain(trial.configuration().values().get(parameter.name()));
      if (value != null) {
        values.put(column(parameter), value);
      }
    }
    for (int i = 0; i < Math.min(spec.objectives().size(), trial.values().size()); i++) {
      values.put(column(spec.objectives().get(i)), trial.values().get(i));
    }
    if (onFront != null) {
      values.put(FRONT, onFront ? "On the front" : "Behind it");
    }
    return PlotRow.of(id(trial), "Trial " + trial.number(), values);
  }

  /** What a plot tells of a trial: its first run, or else what no run has. */
  static RunId id(Trial trial) {
    return trial.runs().isEmpty()
        ? new RunId(new UUID(trial.sweep().value().getMostSignificantBits(), trial.number()))
        : trial.runs().getFirst();
  }

  static Map<RunId, Trial> byId(SweepState state) {
    return state.trials().stream().collect(Collectors.toMap(TrialPlot::id, t -> t, (a, _) -> a));
  }
}
