package dev.assay.sweeps;

import dev.assay.jobs.Recipes;
import dev.assay.paging.Page;
import dev.assay.paging.PageRequest;
import dev.assay.problem.Problem;
import dev.assay.problem.Problem.Violation;
import dev.assay.runs.Experiment;
import dev.assay.runs.ExperimentId;
import dev.assay.runs.Experiments;
import dev.assay.runs.RunId;
import dev.assay.search.Configuration;
import dev.assay.search.Direction;
import dev.assay.search.LearningCurve;
import dev.assay.search.Outcome;
import dev.assay.search.Pareto;
import dev.assay.search.SamplerKind;
import dev.assay.search.Samplers;
import dev.assay.search.Suggestion;
import dev.assay.search.Tried;
import dev.assay.sweeps.SweepStore.Counts;
import dev.assay.sweeps.SweepStore.Row;
import dev.assay.sweeps.SweepStore.TrialRow;
import dev.assay.team.UserId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/** The sweeps there are. */
@Service
public class Sweeps {
  private static final Logger log = LoggerFactory.getLogger(Sweeps.class);

  /** Configurations that are tried on a recipe's schema before a sweep starts. */
  private static final int CHECKED = 20;

  private static final int MOST_PREVIEWED = 1000;

  private final SweepStore store;
  private final SweepLoop loop;
  private final WarmStarts warmStarts;
  private final Estimates estimates;
  private final Experiments experiments;
  private final Recipes recipes;
  private final TransactionTemplate transaction;

  Sweeps(
      SweepStore store,
      SweepLoop loop,
      WarmStarts warmStarts,
      Estimates estimates,
      Experiments experiments,
      Recipes recipes,
      TransactionTemplate transaction) {
    this.store = store;
    this.loop = loop;
    this.warmStarts = warmStarts;
    this.estimates = estimates;
    this.experiments = experiments;
    this.recipes = recipes;
    this.transaction = transaction;
  }

  /**
   * Reads what a sweep is to be from YAML or JSON.
   *
   * @throws Problem.Invalid with all that is wrong, each with its path
   */
  public SweepSpec parse(String yaml) {
    return SpecReader.read(Yaml.read(yaml), warmStarts);
  }

  /** As YAML that {@link #parse} reads. */
  public String yaml(SweepSpec spec) {
    return Yaml.write(SpecWriter.write(spec));
  }

  /**
   * Starts a sweep.
   *
   * @throws Problem.Invalid when the recipe does not take what the space says
   */
  public Sweep create(SweepSpec spec, UserId by) {
    checkRecipe(spec);
    List<Outcome> warm = warmStarts.outcomes(spec);
    SweepId id = SweepId.next();
    transaction.executeWithoutResult(
        _ -> {
          Experiment experiment = experiments.named(spec.experiment(), by);
          store.insert(id, experiment.id(), spec, warm, by);
          store.decide(id, null, Decision.Kind.STARTED, started(spec, warm.size()));
        });
    goOn(id);
    return get(id);
  }

  private static String started(SweepSpec spec, int warm) {
    String known =
        spec.warmStart().isEmpty()
            ? ""
            : "; of %d runs to start warm from, %d are finished, of this space and have all objectives"
                .formatted(spec.warmStart().size(), warm);
    String sampler = spec.sampler() == null ? "from outside" : Fields.word(spec.sampler());
    return "sampler %s, %d at a time%s".formatted(sampler, spec.parallel(), known);
  }

  /** What is due is done by the watch too; so a failure here keeps nothing from being started. */
  private void goOn(SweepId id) {
    try {
      loop.advance(id);
    } catch (RuntimeException e) {
      log.warn("sweep {} does not go on for now", id, e);
    }
  }

  /**
   * Asks the recipe for a handful of configurations.
   *
   * @throws Problem.Invalid that names the parameters that are wrong
   */
  private void checkRecipe(SweepSpec spec) {
    @Nullable String recipe = spec.recipe();
    if (recipe == null) {
      return;
    }
    Map<String, Violation> wrong = new LinkedHashMap<>();
    for (Configuration configuration : sampled(spec, CHECKED)) {
      try {
        recipes.check(recipe, SweepLoop.params(spec, configuration, 0));
      } catch (Problem.Invalid refused) {
        for (Violation v : refused.violations()) {
          Violation named = named(v, configuration);
          wrong.putIfAbsent(named.field(), named);
        }
      }
    }
    if (!wrong.isEmpty()) {
      Violation first = wrong.values().iterator().next();
      throw new Problem.Invalid(
          "recipe %s does not take %s: %s is %s: %s"
              .formatted(
                  recipe,
                  wrong.size() == 1 ? "a param" : wrong.size() + " params",
                  first.field(),
                  first.value(),
                  first.rule()),
          List.copyOf(wrong.values()));
    }
  }

  /** A param that the space varies is called by its place there. */
  private static Violation named(Violation v, Configuration configuration) {
    String prefix = "params.";
    String name = v.field().startsWith(prefix) ? v.field().substring(prefix.length()) : "";
    return configuration.values().containsKey(name)
        ? new Violation("space." + name, v.value(), v.rule())
        : v;
  }

  /** Configurations of a space as chance has it. */
  static List<Configuration> sampled(SweepSpec spec, int count) {
    List<Configuration> sampled = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Tried tried = new Tried(directions(spec), List.of(), List.of(), i);
      Suggestion suggestion =
          Samplers.of(SamplerKind.RANDOM).suggest(spec.space(), tried, spec.seed());
      if (suggestion instanceof Suggestion.Next next) {
        sampled.add(next.configuration());
      }
    }
    return sampled;
  }

  private static List<Direction> directions(SweepSpec spec) {
    return spec.objectives().stream().map(Objective::direction).toList();
  }

  /** What the sampler would suggest first; nothing is started. */
  public List<Configuration> preview(SweepSpec spec, int count) {
    if (count < 1 || count > MOST_PREVIEWED) {
      throw new Problem.Invalid("count", count, "1 to %d are shown".formatted(MOST_PREVIEWED));
    }
    if (spec.sampler() == null) {
      return sampled(spec, count);
    }
    List<Outcome> warm = warmStarts.outcomes(spec);
    List<Configuration> preview = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Tried tried = new Tried(directions(spec), warm, List.copyOf(preview), i);
      switch (Samplers.of(spec.sampler()).suggest(spec.space(), tried, spec.seed())) {
        case Suggestion.Next next -> preview.add(next.configuration());
        case Suggestion.Exhausted _ -> {
          return preview;
        }
      }
    }
    return preview;
  }

  /** What it will take, from the resource accounting of earlier runs of the recipe. */
  public Estimate estimate(SweepSpec spec) {
    return estimates.of(spec);
  }

  /**
   * The one of that id.
   *
   * @throws Problem.NotFound when there is none
   */
  public Sweep get(SweepId id) {
    return view(store.get(id));
  }

  private Sweep view(Row row) {
    Counts counts = store.counts(row.id());
    return new Sweep(
        row.id(),
        row.experiment(),
        row.spec(),
        row.status(),
        row.reason(),
        loop.spent(row, counts),
        counts.of(TrialStatus.RUNNING),
        counts.of(TrialStatus.FAILED),
        counts.of(TrialStatus.PRUNED),
        store.best(row.id(), row.spec().objectives().getFirst().direction()).orElse(null),
        row.createdBy(),
        row.createdAt(),
        row.endedAt());
  }

  /** Newest first; of all experiments when that is null. */
  public Page<Sweep> list(@Nullable ExperimentId experiment, PageRequest request) {
    return Page.of(store.list(experiment, request), request, row -> row.id().toString())
        .map(this::view);
  }

  /** Names of those whose name has this part, in whatever case; newest first. */
  public SequencedMap<SweepId, String> named(String part, int most) {
    return store.named(part, most);
  }

  /** The sweep and trial that a run belongs to. */
  public Optional<Trial> of(RunId run) {
    return store.of(run).map(TrialRow::trial);
  }

  /** By number. */
  public Page<Trial> trials(SweepId id, PageRequest request) {
    store.get(id);
    return store.page(id, request);
  }

  /**
   * One of a sweep.
   *
   * @throws Problem.NotFound when there is none
   */
  public Trial trial(SweepId id, int number) {
    return store.trial(id, number).trial();
  }

  /** Trials that no other is better than in every objective; the best one when there is one. */
  public List<Trial> front(SweepId id) {
    Row row = store.get(id);
    List<Trial> finished =
        store.trials(id).stream()
            .map(TrialRow::trial)
            .filter(t -> t.status() == TrialStatus.FINISHED)
            .toList();
    List<double[]> values =
        finished.stream()
            .map(t -> t.values().stream().mapToDouble(Double::doubleValue).toArray())
            .toList();
    return Arrays.stream(Pareto.front(values, directions(row.spec())))
        .mapToObj(finished::get)
        .toList();
  }

  /** What each trial reported of the first objective at the pruner's steps, by number. */
  public List<LearningCurve> curves(SweepId id) {
    store.get(id);
    return store.curves(id);
  }

  /** The newest first; of one trial, or all when that is null. */
  public Page<Decision> decisions(SweepId id, @Nullable Integer trial, PageRequest request) {
    store.get(id);
    return store.decisions(id, trial, request);
  }

  /** Nothing new is started; what runs goes on. */
  public Sweep pause(SweepId id, UserId by) {
    return change(
        id,
        row -> {
          String reason = "paused by " + name(by);
          switch (row.status()) {
            case RUNNING -> {
              store.become(id, SweepStatus.PAUSED, reason, SweepStatus.RUNNING);
              store.decide(id, null, Decision.Kind.PAUSED, reason);
            }
            case PAUSED -> {}
            case FINISHED, STOPPED -> throw cannot(row, "paused");
          }
        });
  }

  /**
   * One that is paused or was stopped goes on.
   *
   * @throws Problem.Conflict when it has finished
   */
  public Sweep resume(SweepId id, UserId by) {
    return change(
        id,
        row -> {
          switch (row.status()) {
            case PAUSED -> {
              store.become(id, SweepStatus.RUNNING, null, SweepStatus.PAUSED);
              store.decide(id, null, Decision.Kind.RESUMED, "resumed by " + name(by));
            }
            case RUNNING -> {}
            case STOPPED -> { // ends again by itself when its budget is spent
              store.become(id, SweepStatus.RUNNING, null, SweepStatus.STOPPED);
              store.decide(id, null, Decision.Kind.RESUMED, "resumed by " + name(by));
            }
            case FINISHED -> throw cannot(row, "resumed: extend its budget");
          }
        });
  }

  /** Ends it, and the trials that run. */
  public Sweep stop(SweepId id, UserId by) {
    return change(
        id,
        row -> {
          String reason = "stopped by " + name(by);
          switch (row.status()) {
            case RUNNING, PAUSED -> {
              loop.cancelAll(row, "the sweep was " + reason);
              store.become(
                  id, SweepStatus.STOPPED, reason, SweepStatus.RUNNING, SweepStatus.PAUSED);
              store.decide(id, null, Decision.Kind.ENDED, reason);
            }
            case STOPPED, FINISHED -> {}
          }
        });
  }

  /**
   * Gives it a greater budget; one that has ended goes on.
   *
   * @throws Problem.Invalid when it is not greater
   */
  public Sweep extend(SweepId id, Budget budget, UserId by) {
    return change(
        id,
        row -> {
          Budget greater = Extension.of(row.spec().budget(), budget);
          store.respecify(id, Extension.with(row.spec(), greater), store.counts(id).all());
          store.become(id, SweepStatus.RUNNING, null, SweepStatus.FINISHED, SweepStatus.STOPPED);
          String reason = "budget %s, by %s".formatted(Extension.shown(greater), name(by));
          store.decide(id, null, Decision.Kind.EXTENDED, reason);
        });
  }

  private Sweep change(SweepId id, Consumer<Row> how) {
    transaction.executeWithoutResult(_ -> how.accept(store.lock(id)));
    goOn(id);
    return get(id);
  }

  private String name(UserId by) {
    return store.userName(by);
  }

  private static Problem cannot(Row row, String be) {
    return new Problem.Conflict(
        "sweep %s is %s and cannot be %s"
            .formatted(row.spec().name(), row.status().name().toLowerCase(Locale.ROOT), be));
  }
}
