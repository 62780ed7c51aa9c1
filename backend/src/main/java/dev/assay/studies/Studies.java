package dev.assay.studies;

import dev.assay.paging.Page;
import dev.assay.paging.PageRequest;
import dev.assay.problem.Problem;
import dev.assay.problem.Problem.Violation;
import dev.assay.query.Operand;
import dev.assay.query.Source;
import dev.assay.runs.ExperimentId;
import dev.assay.runs.Experiments;
import dev.assay.runs.RunId;
import dev.assay.runs.Runs;
import dev.assay.scaling.BestUse;
import dev.assay.search.Configuration;
import dev.assay.search.Direction;
import dev.assay.search.PrunerSpec;
import dev.assay.search.SamplerKind;
import dev.assay.studies.StudyStore.Fitted;
import dev.assay.studies.StudyStore.ImportedRow;
import dev.assay.studies.StudyStore.Row;
import dev.assay.sweeps.Budget;
import dev.assay.sweeps.Objective;
import dev.assay.sweeps.Sweep;
import dev.assay.sweeps.SweepId;
import dev.assay.sweeps.SweepSpec;
import dev.assay.sweeps.Sweeps;
import dev.assay.team.UserId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/** The scaling studies there are. */
@Service
public class Studies {
  static final int MOST_VERSIONS = 100;
  private static final int LONGEST_NOTE = 1000;
  private static final int LONGEST_REASON = 500;
  private static final int LONGEST_RECIPE = 100;
  private static final int LONGEST_SWEEP_NAME = 100;

  private final StudyStore store;
  private final StudyWatch watch;
  private final Planning planning;
  private final Standings standings;
  private final Runs runs;
  private final Experiments experiments;
  private final Sweeps sweeps;
  private final TransactionTemplate transaction;

  Studies(
      StudyStore store,
      StudyWatch watch,
      Planning planning,
      Standings standings,
      Runs runs,
      Experiments experiments,
      Sweeps sweeps,
      TransactionTemplate transaction) {
    this.store = store;
    this.watch = watch;
    this.planning = planning;
    this.standings = standings;
    this.runs = runs;
    this.experiments = experiments;
    this.sweeps = sweeps;
    this.transaction = transaction;
  }

  /**
   * Makes a study; its first fit follows in the background.
   *
   * @throws Problem.Invalid when its filter cannot be read or its sweep does not exist
   */
  public Study create(StudySpec spec, UserId by) {
    check(spec.source());
    StudyId id = StudyId.next();
    transaction.executeWithoutResult(_ -> store.insert(id, spec, by));
    watch.soon(id);
    return get(id);
  }

  private void check(StudySource source) {
    switch (source) {
      case StudySource.Search search -> {
        Gathering.query(search);
        for (ExperimentId experiment : search.experiments()) {
          if (experiments.all(List.of(experiment)).isEmpty()) {
            throw new Problem.Invalid(
                "source.experiments", experiment, "there is no such experiment");
          }
        }
      }
      case StudySource.OfSweep(SweepId sweep) -> {
        try {
          sweeps.get(sweep);
        } catch (Problem.NotFound e) {
          throw new Problem.Invalid("source.sweep", sweep, "there is no such sweep");
        }
      }
      case StudySource.Imported() -> {}
    }
  }

  /**
   * The one of that id.
   *
   * @throws Problem.NotFound when there is none
   */
  public Study get(StudyId id) {
    return study(
        store.get(id),
        store.outcome(id).orElse(null),
        store.versions(List.of(id)).getOrDefault(id, List.of()),
        store.queued(List.of(id)).getOrDefault(id, List.of()));
  }

  /** Newest first; outcomes without residuals. */
  public Page<Study> list(PageRequest request) {
    Page<Row> page = Page.of(store.list(request), request, row -> row.id().toString());
    List<StudyId> ids = page.items().stream().map(Row::id).toList();
    Map<StudyId, StudyOutcome> outcomes = store.outcomes(ids);
    Map<StudyId, List<VersionHead>> versions = store.versions(ids);
    Map<StudyId, List<SweepId>> queued = store.queued(ids);
    return page.map(
        row ->
            study(
                row,
                outcomes.get(row.id()),
                versions.getOrDefault(row.id(), List.of()),
                queued.getOrDefault(row.id(), List.of())));
  }

  /** Names of those whose name has this part, in whatever case; newest first. */
  public SequencedMap<StudyId, String> named(String part, int most) {
    return store.named(part, most);
  }

  private static Study study(
      Row row, @Nullable StudyOutcome outcome, List<VersionHead> versions, List<SweepId> queued) {
    return new Study(
        row.id(),
        row.spec(),
        row.by(),
        row.author(),
        row.createdAt(),
        outcome,
        row.isStale(),
        versions,
        queued);
  }

  /** Another specification; a fit follows in the background. */
  public Study change(StudyId id, StudySpec spec, UserId by) {
    check(spec.source());
    change(id, () -> store.change(id, spec));
    return get(id);
  }

  /** In one transaction with others that change it kept off; a fit follows. */
  private void change(StudyId id, Runnable how) {
    transaction.executeWithoutResult(
        _ -> {
          store.hold(id);
          how.run();
          store.want(id);
        });
    watch.soon(id);
  }

  /** With its versions and imported rows; runs and sweeps stay. */
  public void delete(StudyId id, UserId by) {
    if (!store.delete(id)) {
      throw new Problem.NotFound("study", id);
    }
  }

  /** What was looked at last, by N, then D; none before the first fit. */
  public Page<Observation> observations(StudyId id, PageRequest request) {
    store.get(id);
    return page(store.observations(id).orElse(List.of()), request);
  }

  private static Page<Observation> page(List<Observation> all, PageRequest request) {
    int from = offset(request.cursor(), all.size());
    int to = Math.min(all.size(), from + request.limit());
    return new Page<>(all.subList(from, to), to < all.size() ? Integer.toString(to) : null);
  }

  private static int offset(@Nullable String cursor, int size) {
    try {
      int offset = cursor == null ? 0 : Integer.parseInt(cursor);
      if (offset < 0) {
        throw PageRequest.foreign(cursor);
      }
      return Math.min(offset, size);
    } catch (NumberFormatException e) {
      throw PageRequest.foreign(cursor);
    }
  }

  /**
   * Adds rows of a file whose first line names its columns: params, tokens, loss, and perhaps
   * flops, uniqueTokens and label. Counts in units of one, losses in nats.
   *
   * @throws Problem.Invalid with all that is wrong, by line; nothing is kept then
   */
  public ImportResult importCsv(StudyId id, String csv, UserId by) {
    List<Integer> counts = new ArrayList<>();
    change(
        id,
        () -> {
          List<ImportedRow> before = store.imported(id);
          List<ImportedRow> rows = CsvRows.read(csv, before);
          store.add(id, rows);
          counts.add(rows.size());
          counts.add(before.size() + rows.size());
        });
    return new ImportResult(counts.getFirst(), counts.getLast());
  }

  /** Takes the imported rows away. */
  public void removeImported(StudyId id, UserId by) {
    change(id, () -> store.removeImported(id));
  }

  /**
   * Leaves a run or row out by hand.
   *
   * @param key of its observation
   * @param reason for people
   */
  public void leaveOut(StudyId id, String key, String reason, UserId by) {
    String why = dev.assay.problem.Rules.text("reason", reason, 1, LONGEST_REASON);
    change(
        id,
        () -> {
          if (!isThere(id, key)) {
            throw new Problem.NotFound("observation in study " + id + ":", key);
          }
          store.leaveOut(id, key, why, by);
        });
  }

  private boolean isThere(StudyId id, String key) {
    if (key.startsWith("#")) {
      return store.imported(id).stream().anyMatch(row -> row.key().equals(key));
    }
    try {
      return runs.isPresent(RunId.of(key)) && RunId.of(key).toString().equals(key);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /**
   * Takes in again what was left out by hand.
   *
   * @throws Problem.NotFound when it was not
   */
  public void takeIn(StudyId id, String key, UserId by) {
    change(
        id,
        () -> {
          if (!store.takeIn(id, key)) {
            throw new Problem.NotFound("exclusion in study " + id + " of", key);
          }
        });
  }

  /** Fits now, and waits for it. */
  public Study refit(StudyId id) {
    store.get(id);
    watch.now(id);
    return get(id);
  }

  // Answers --------------------------------------------------------------------------------------

  private Fitted fitted(StudyId id, @Nullable Integer version) {
    store.get(id);
    if (version != null && version < 1) {
      throw new Problem.NotFound("version of study " + id + ":", version);
    }
    int number = version == null ? StudyStore.LIVE : version;
    return store
        .fitted(id, number)
        .orElseThrow(
            () ->
                version == null
                    ? new Problem.Conflict("study " + id + " was not fitted yet: wait, or refit it")
                    : new Problem.NotFound("version of study " + id + ":", version));
  }

  /**
   * Answers of the law: take these to ask more than once.
   *
   * @param version null for what was fitted last
   * @throws Problem.Conflict when there is no law with intervals, and why
   */
  public Answers answers(StudyId id, @Nullable Integer version) {
    return Standings.answers(fitted(id, version));
  }

  /** What the law says of a size, and how far that is from what was run. */
  public Prediction predict(StudyId id, @Nullable Integer version, double params, double tokens) {
    List<Violation> wrong = new ArrayList<>();
    SpecRules.positive("params", params, wrong);
    SpecRules.positive("tokens", tokens, wrong);
    throwIfAny(wrong);
    return answers(id, version).predict(params, tokens);
  }

  /** What a budget is best used for, and what one that is larger by a factor gives. */
  public BestUse.More best(StudyId id, @Nullable Integer version, double flops, double factor) {
    List<Violation> wrong = new ArrayList<>();
    SpecRules.positive("flops", flops, wrong);
    SpecRules.positive("factor", factor, wrong);
    throwIfAny(wrong);
    return answers(id, version).best(flops, factor);
  }

  private static void throwIfAny(List<Violation> wrong) {
    if (!wrong.isEmpty()) {
      throw SpecRules.refusal("request", wrong);
    }
  }

  /**
   * Where a run, perhaps a running one, stands against the law.
   *
   * @throws Problem.Conflict when the run has no loss yet, or the study no law with intervals
   */
  public RunStanding standing(RunId run, StudyId id) {
    return standings.of(run, fitted(id, null));
  }

  // Plans ----------------------------------------------------------------------------------------

  /** The runs that make an answer surest. */
  public PlanOutcome plan(StudyId id, PlanRequest request) {
    dev.assay.problem.Rules.text("recipe", request.recipe(), 1, LONGEST_RECIPE);
    return planning.plan(fitted(id, null), request);
  }

  /**
   * Has runs of a plan done, as a sweep whose grid is exactly these; the study takes them in.
   *
   * @param chosen configurations of the candidates
   */
  public Sweep queue(StudyId id, PlanRequest request, List<Configuration> chosen, UserId by) {
    Row row = store.get(id);
    checkChosen(request, chosen);
    SweepSpec spec =
        new SweepSpec(
            sweepName(row.spec().name()),
            experiment(row, request),
            request.recipe(),
            request.base(),
            ChosenSpace.of(chosen),
            SamplerKind.GRID,
            new PrunerSpec.None(),
            List.of(objective(row.spec().loss())),
            new Budget(chosen.size(), null, null),
            chosen.size(),
            1,
            null,
            0,
            null,
            List.of(),
            0,
            List.of());
    Sweep sweep = sweeps.create(spec, by);
    change(id, () -> store.addSweep(id, sweep.id(), true));
    return sweep;
  }

  private static void checkChosen(PlanRequest request, List<Configuration> chosen) {
    List<Violation> wrong = new ArrayList<>();
    if (chosen.isEmpty() || chosen.size() > PlanRequest.MOST_RUNS) {
      wrong.add(
          new Violation(
              "chosen",
              chosen.size() + " configurations",
              "1 to %d are queued at a time".formatted(PlanRequest.MOST_RUNS)));
    }
    if (new HashSet<>(chosen).size() < chosen.size()) {
      wrong.add(new Violation("chosen", chosen.size() + "", "each is there once"));
    }
    for (int i = 0; i < chosen.size(); i++) {
      wrong.addAll(request.candidates().violations("chosen[" + i + "]", chosen.get(i)));
    }
    throwIfAny(wrong);
  }

  private static String sweepName(String study) {
    String name = "plan of " + study;
    return name.length() > LONGEST_SWEEP_NAME ? name.substring(0, LONGEST_SWEEP_NAME) : name;
  }

  /** Where the runs of the study are already, so that people find them together. */
  private String experiment(Row row, PlanRequest request) {
    if (request.experiment() != null) {
      return request.experiment();
    }
    return switch (row.spec().source()) {
      case StudySource.Search(List<ExperimentId> of, var _) ->
          of.isEmpty() ? row.spec().name() : experiments.get(of.getFirst()).name();
      case StudySource.OfSweep(SweepId sweep) ->
          experiments.get(sweeps.get(sweep).experimentId()).name();
      case StudySource.Imported() -> row.spec().name();
    };
  }

  private static Objective objective(Column loss) {
    Operand operand = Operand.parse(new Source("loss", loss.word()));
    if (operand.kind() != Operand.Kind.METRIC) {
      throw new Problem.Conflict(
          "a sweep needs a metric as its objective; the loss of the study is " + loss.word());
    }
    Objective.Of of =
        switch (operand.function()) {
          case LAST -> Objective.Of.LAST;
          case MIN -> Objective.Of.MIN;
          case MAX -> Objective.Of.MAX;
          case MEAN -> Objective.Of.MEAN;
        };
    return new Objective(operand.key(), of, Direction.MINIMIZE);
  }

  // Versions -------------------------------------------------------------------------------------

  /**
   * Keeps what was fitted last as a version.
   *
   * @throws Problem.Conflict when nothing was fitted yet
   */
  public StudyVersion freeze(StudyId id, String note, UserId by) {
    String kept = dev.assay.problem.Rules.text("note", note, 0, LONGEST_NOTE);
    @Nullable Integer number =
        transaction.execute(
            _ -> {
              store.hold(id);
              return store.freeze(id, kept, by, MOST_VERSIONS).orElse(null);
            });
    if (number == null) {
      throw new Problem.Conflict("study " + id + " was not fitted yet: wait, or refit it");
    }
    return version(id, number);
  }

  /**
   * A version as it was frozen.
   *
   * @throws Problem.NotFound when there is none
   */
  public StudyVersion version(StudyId id, int number) {
    Fitted fitted = fitted(id, number);
    VersionHead head =
        store.versions(List.of(id)).getOrDefault(id, List.of()).stream()
            .filter(h -> h.number() == number)
            .findFirst()
            .orElseThrow(() -> new Problem.NotFound("version of study " + id + ":", number));
    return new StudyVersion(head, fitted.spec(), fitted.observations(), fitted.outcome());
  }

  /**
   * The observations with what the law says of them, as a table.
   *
   * @param version null for what was fitted last
   */
  public String exportCsv(StudyId id, @Nullable Integer version) {
    return CsvExport.of(fitted(id, version));
  }
}
