package dev.assay.ui.sweeps;

import dev.assay.importance.ImportanceTask;
import dev.assay.importance.Importances;
import dev.assay.importance.Target;
import dev.assay.paging.Page;
import dev.assay.paging.PageRequest;
import dev.assay.problem.Problem;
import dev.assay.runs.Experiments;
import dev.assay.runs.RunId;
import dev.assay.search.LearningCurve;
import dev.assay.sweeps.Decision;
import dev.assay.sweeps.Sweep;
import dev.assay.sweeps.SweepId;
import dev.assay.sweeps.SweepSpec;
import dev.assay.sweeps.Sweeps;
import dev.assay.sweeps.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Reads what the page of a sweep shows. */
@Component
class SweepReader {
  /** As many as a plot takes; a sweep of more shows its first. */
  static final int MOST_TRIALS = 10_000;

  private final Sweeps sweeps;
  private final Experiments experiments;
  private final Importances importances;

  SweepReader(Sweeps sweeps, Experiments experiments, Importances importances) {
    this.sweeps = sweeps;
    this.experiments = experiments;
    this.importances = importances;
  }

  /**
   * @throws Problem.NotFound when there is none of that id
   */
  static SweepId id(String text) {
    try {
      return SweepId.of(text);
    } catch (IllegalArgumentException e) {
      throw new Problem.NotFound("sweep", text);
    }
  }

  SweepState read(SweepId id) {
    Sweep sweep = sweeps.get(id);
    return new SweepState(sweep, experiments.get(sweep.experimentId()), trials(id));
  }

  /** The state now; its trials are read again only when something has become of one. */
  SweepState read(SweepState known) {
    Sweep sweep = sweeps.get(known.sweep().id());
    List<Trial> trials =
        SweepState.course(sweep).equals(known.course()) ? known.trials() : trials(sweep.id());
    return new SweepState(sweep, known.experiment(), trials);
  }

  private List<Trial> trials(SweepId id) {
    List<Trial> all = new ArrayList<>();
    @Nullable String cursor = null;
    do {
      Page<Trial> page = sweeps.trials(id, new PageRequest(PageRequest.MAX_LIMIT, cursor));
      all.addAll(page.items());
      cursor = page.nextCursor();
    } while (cursor != null && all.size() < MOST_TRIALS);
    return all.subList(0, Math.min(all.size(), MOST_TRIALS));
  }

  /** Numbers of the trials on the Pareto front. */
  Set<Integer> front(SweepId id) {
    return sweeps.front(id).stream().map(Trial::number).collect(Collectors.toSet());
  }

  List<LearningCurve> curves(SweepId id) {
    return sweeps.curves(id);
  }

  Page<Decision> decisions(SweepId id, @Nullable Integer trial, PageRequest request) {
    return sweeps.decisions(id, trial, request);
  }

  String yaml(SweepSpec spec) {
    return sweeps.yaml(spec);
  }

  ImportanceTask importance(List<RunId> runs, Target target) {
    return importances.start(runs, target);
  }
}
