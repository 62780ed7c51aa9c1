package dev.assay.ui.scaling;

import dev.assay.paging.PageRequest;
import dev.assay.problem.Problem;
import dev.assay.query.RunQuery;
import dev.assay.query.RunSearch;
import dev.assay.runs.Experiment;
import dev.assay.runs.ExperimentSummary;
import dev.assay.runs.Experiments;
import dev.assay.runs.RunId;
import dev.assay.runs.Shelf;
import dev.assay.studies.Observation;
import dev.assay.studies.Previews;
import dev.assay.studies.StudySource;
import dev.assay.studies.StudySpec;
import dev.assay.sweeps.Sweep;
import dev.assay.sweeps.Sweeps;
import dev.assay.ui.workspace.Known;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Reads what a study could be made of. */
@Component
class NewStudyReader {
  private static final PageRequest MANY = PageRequest.first(PageRequest.MAX_LIMIT);
  private static final int SAMPLE = 100;

  private final Experiments experiments;
  private final Sweeps sweeps;
  private final RunSearch search;
  private final Known.Reader known;
  private final Previews previews;

  NewStudyReader(
      Experiments experiments,
      Sweeps sweeps,
      RunSearch search,
      Known.Reader known,
      Previews previews) {
    this.experiments = experiments;
    this.sweeps = sweeps;
    this.search = search;
    this.known = known;
    this.previews = previews;
  }

  List<Experiment> experiments() {
    return experiments.list(MANY).items().stream().map(ExperimentSummary::experiment).toList();
  }

  List<Sweep> sweeps() {
    return sweeps.list(null, MANY).items();
  }

  /** Names in some of the runs of a source; nothing of one that cannot be read yet. */
  Known known(StudySource source) {
    try {
      return known.of(runs(source));
    } catch (Problem unreadable) {
      return Known.NOTHING;
    }
  }

  private List<RunId> runs(StudySource source) {
    return switch (source) {
      case StudySource.Search s ->
          search.all(
              RunQuery.parse(s.experiments(), Set.of(Shelf.ACTIVE), s.filter(), List.of()), SAMPLE);
      case StudySource.OfSweep of ->
          sweeps.trials(of.sweep(), PageRequest.first(SAMPLE)).items().stream()
              .flatMap(trial -> trial.runs().stream())
              .toList();
      case StudySource.Imported _ -> List.of();
    };
  }

  /**
   * @param csv points to be imported; empty for none
   * @throws Problem.Invalid with all that is wrong
   */
  List<Observation> preview(StudySpec spec, String csv) {
    return previews.of(spec, csv);
  }
}
