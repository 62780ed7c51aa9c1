package dev.assay.ui.scaling;

import dev.assay.paging.Page;
import dev.assay.paging.PageRequest;
import dev.assay.problem.Problem;
import dev.assay.runs.Experiment;
import dev.assay.runs.ExperimentId;
import dev.assay.runs.Experiments;
import dev.assay.runs.RunId;
import dev.assay.runs.RunStatus;
import dev.assay.runs.Runs;
import dev.assay.studies.Answers;
import dev.assay.studies.Observation;
import dev.assay.studies.RunStanding;
import dev.assay.studies.Studies;
import dev.assay.studies.Study;
import dev.assay.studies.StudyId;
import dev.assay.studies.StudySource;
import dev.assay.studies.StudyVersion;
import dev.assay.sweeps.SweepId;
import dev.assay.sweeps.Sweeps;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Reads what the pages of studies show. */
@Component
class StudyReader {
  /** As many as figures take; a study of more draws its smallest. */
  static final int MOST_OBSERVATIONS = 5_000;

  private static final int MOST_LOOKED_AT = 1_000;

  private final Studies studies;
  private final Experiments experiments;
  private final Sweeps sweeps;
  private final Runs runs;

  StudyReader(Studies studies, Experiments experiments, Sweeps sweeps, Runs runs) {
    this.runs = runs;
    this.studies = studies;
    this.experiments = experiments;
    this.sweeps = sweeps;
  }

  /**
   * @throws Problem.NotFound when there is none of that id
   */
  static StudyId id(String text) {
    try {
      return StudyId.of(text);
    } catch (IllegalArgumentException e) {
      throw new Problem.NotFound("study", text);
    }
  }

  Page<Study> list(PageRequest request) {
    return studies.list(request);
  }

  Study study(StudyId id) {
    return studies.get(id);
  }

  StudyState read(StudyId id, @Nullable Integer version) {
    Study study = studies.get(id);
    if (version != null) {
      StudyVersion frozen = studies.version(id, version);
      return new StudyState(
          study,
          frozen.head(),
          frozen.spec(),
          source(frozen.spec().source()),
          frozen.observations().stream().limit(MOST_OBSERVATIONS).toList(),
          frozen.outcome());
    }
    return now(study, source(study.spec().source()), observations(id));
  }

  /** The state now; its observations are read again only when it was fitted again. */
  StudyState read(StudyState known) {
    Study study = studies.get(known.id());
    if (known.isFrozen()) {
      return new StudyState(
          study,
          known.version(),
          known.spec(),
          known.source(),
          known.observations(),
          known.outcome());
    }
    boolean same =
        Objects.equals(study.outcome(), known.outcome())
            && study.stale() == known.study().stale()
            && study.spec().equals(known.spec());
    return same
        ? now(study, known.source(), known.observations())
        : now(study, source(study.spec().source()), observations(study.id()));
  }

  private static StudyState now(Study study, String source, List<Observation> observations) {
    return new StudyState(study, null, study.spec(), source, observations, study.outcome());
  }

  private List<Observation> observations(StudyId id) {
    List<Observation> all = new ArrayList<>();
    @Nullable String cursor = null;
    do {
      Page<Observation> page =
          studies.observations(id, new PageRequest(PageRequest.MAX_LIMIT, cursor));
      all.addAll(page.items());
      cursor = page.nextCursor();
    } while (cursor != null && all.size() < MOST_OBSERVATIONS);
    return all.subList(0, Math.min(all.size(), MOST_OBSERVATIONS));
  }

  /** In words; what is no longer there is said so. */
  String source(StudySource source) {
    return sources(List.of(source)).getFirst();
  }

  /** Of many at once, as a list has them. */
  List<String> sources(List<StudySource> of) {
    List<ExperimentId> ids =
        of.stream()
            .flatMap(
                s ->
                    switch (s) {
                      case StudySource.Search(List<ExperimentId> in, var _) -> in.stream();
                      case StudySource.OfSweep _, StudySource.Imported _ ->
                          Stream.<ExperimentId>empty();
                    })
            .distinct()
            .toList();
    Map<ExperimentId, String> names =
        ids.isEmpty()
            ? Map.of()
            : experiments.all(ids).stream()
                .collect(Collectors.toMap(Experiment::id, Experiment::name));
    Map<SweepId, String> known = new HashMap<>();
    return of.stream()
        .map(
            s ->
                Words.source(
                    s,
                    id -> names.getOrDefault(id, "an experiment that is gone"),
                    id -> known.computeIfAbsent(id, this::sweep)))
        .toList();
  }

  private String sweep(SweepId id) {
    try {
      return sweeps.get(id).spec().name();
    } catch (Problem.NotFound gone) {
      return "that is gone";
    }
  }

  /** What its law answers; empty where there is none with intervals. */
  Optional<Answers> answers(StudyState state) {
    if (state.law() == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(studies.answers(state.id(), state.number()));
    } catch (Problem.Conflict none) {
      return Optional.empty();
    }
  }

  /**
   * Observations of runs that are running now.
   *
   * @param most of them
   */
  List<Observation> going(StudyState state, int most) {
    Map<RunId, Observation> ofRuns =
        state.observations().stream()
            .filter(o -> o.run() != null && !o.counts())
            .limit(MOST_LOOKED_AT)
            .collect(Collectors.toMap(o -> Objects.requireNonNull(o.run()), o -> o, (a, _) -> a));
    return ofRuns.isEmpty()
        ? List.of()
        : runs.all(List.copyOf(ofRuns.keySet())).stream()
            .filter(run -> run.status() == RunStatus.RUNNING)
            .limit(most)
            .map(run -> Objects.requireNonNull(ofRuns.get(run.id())))
            .toList();
  }

  /** Where a run stands; empty while it has no loss yet, or there is no law. */
  Optional<RunStanding> standing(RunId run, StudyId study) {
    try {
      return Optional.of(studies.standing(run, study));
    } catch (Problem e) {
      return Optional.empty();
    }
  }

  Page<Observation> observations(StudyState state, PageRequest request) {
    return studies.observations(state.id(), request);
  }

  String csv(StudyState state) {
    return studies.exportCsv(state.id(), state.number());
  }
}
