package dev.assay.studies;

import dev.assay.paging.Page;
import dev.assay.paging.PageRequest;
import dev.assay.problem.Problem;
import dev.assay.query.RunQuery;
import dev.assay.query.RunSearch;
import dev.assay.runs.Run;
import dev.assay.runs.RunId;
import dev.assay.runs.RunStatus;
import dev.assay.runs.Runs;
import dev.assay.runs.Shelf;
import dev.assay.scaling.Point;
import dev.assay.series.MetricSummary;
import dev.assay.series.Series;
import dev.assay.studies.StudyStore.ImportedRow;
import dev.assay.sweeps.SweepId;
import dev.assay.sweeps.Sweeps;
import dev.assay.sweeps.Trial;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Collects the observations of a study from its runs and rows. */
@Component
class Gathering {
  static final int MOST = 10_000;
  private static final int AT_ONCE = 500;

  private final RunSearch search;
  private final Sweeps sweeps;
  private final Runs runs;
  private final Series series;
  private final Clock clock;

  Gathering(RunSearch search, Sweeps sweeps, Runs runs, Series series, Clock clock) {
    this.search = search;
    this.sweeps = sweeps;
    this.runs = runs;
    this.series = series;
    this.clock = clock;
  }

  /**
   * All of them by N, then D, those that are left out with the reason.
   *
   * @param ofSweeps sweeps whose runs belong to it
   * @param byHand reasons by key
   * @throws Problem.Invalid when the filter is wrong, or there are too many
   */
  List<Observation> all(
      StudySpec spec, List<SweepId> ofSweeps, List<ImportedRow> rows, Map<String, String> byHand) {
    Set<RunId> ids = new LinkedHashSet<>(searched(spec.source()));
    for (SweepId sweep : ofSweeps) {
      addRuns(sweep, ids);
    }
    if (ids.size() + rows.size() > MOST) {
      throw new Problem.Invalid(
          "source",
          "more than %d runs and rows".formatted(MOST),
          "a study has at most that many; narrow its filter");
    }
    List<Observation> all = new ArrayList<>(of(spec, List.copyOf(ids)));
    rows.forEach(row -> all.add(of(row, spec)));
    all.replaceAll(
        o -> {
          @Nullable String reason = byHand.get(o.key());
          return reason == null ? o : o.without(reason, true);
        });
    all.sort(ORDER);
    return spec.rules().untuned() ? Tuning.best(all) : List.copyOf(all);
  }

  private static final Comparator<Observation> ORDER =
      Comparator.comparing(
              Observation::params, Comparator.nullsLast(Comparator.<Double>naturalOrder()))
          .thenComparing(
              Observation::tokens, Comparator.nullsLast(Comparator.<Double>naturalOrder()))
          .thenComparing(Observation::key);

  private List<RunId> searched(StudySource source) {
    return switch (source) {
      case StudySource.Search s -> search.all(query(s), MOST + 1);
      case StudySource.OfSweep _, StudySource.Imported _ -> List.of();
    };
  }

  /**
   * @throws Problem.Invalid when the filter cannot be read
   */
  static RunQuery query(StudySource.Search s) {
    return RunQuery.parse(s.experiments(), Set.of(Shelf.ACTIVE), s.filter(), List.of());
  }

  private void addRuns(SweepId sweep, Set<RunId> into) {
    PageRequest request = PageRequest.first(PageRequest.MAX_LIMIT);
    while (into.size() <= MOST) {
      Page<Trial> page = sweeps.trials(sweep, request);
      page.items().forEach(trial -> into.addAll(trial.runs()));
      if (page.nextCursor() == null) {
        return;
      }
      request = new PageRequest(PageRequest.MAX_LIMIT, page.nextCursor());
    }
  }

  private List<Observation> of(StudySpec spec, List<RunId> ids) {
    Readers readers = new Readers(spec);
    Collection<String> metrics = readers.metrics();
    List<Observation> all = new ArrayList<>();
    for (int from = 0; from < ids.size(); from += AT_ONCE) {
      List<RunId> some = ids.subList(from, Math.min(ids.size(), from + AT_ONCE));
      Map<RunId, Map<String, MetricSummary>> latest = series.latest(some, metrics);
      for (Run run : runs.all(some)) {
        if (run.deletedAt() == null && run.archivedAt() == null) {
          all.add(of(run, latest.getOrDefault(run.id(), Map.of()), readers, spec.rules()));
        }
      }
    }
    return all;
  }

  private Observation of(
      Run run, Map<String, MetricSummary> metrics, Readers readers, Rules rules) {
    @Nullable Double params = readers.params.of(run, metrics);
    @Nullable Double tokens = readers.tokens.of(run, metrics);
    @Nullable ColumnReader counted = readers.flops;
    @Nullable Double flops = counted == null ? sixNd(params, tokens) : counted.of(run, metrics);
    @Nullable Double loss = readers.loss.of(run, metrics);
    Map<String, Double> hyperparameters = new HashMap<>();
    for (ColumnReader reader : readers.hyperparameters) {
      @Nullable Double value = reader.of(run, metrics);
      if (value != null) {
        hyperparameters.put(reader.column().word(), value);
      }
    }
    @Nullable Double seconds =
        run.status().hasEnded()
            ? run.duration(clock.instant()).map(Gathering::seconds).orElse(null)
            : null;
    Observation all =
        new Observation(
            run.id().toString(),
            run.id(),
            run.name(),
            params,
            tokens,
            flops,
            loss,
            readers.uniqueTokens == null ? null : readers.uniqueTokens.of(run, metrics),
            seconds,
            hyperparameters,
            null,
            false);
    @Nullable String reason = reason(run.status(), all, readers, rules);
    return reason == null ? all : all.without(reason, false);
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1e3;
  }

  private static @Nullable Double sixNd(@Nullable Double params, @Nullable Double tokens) {
    return params == null || tokens == null ? null : (Double) Point.flops(params, tokens);
  }

  private static @Nullable String reason(
      RunStatus status, Observation o, Readers readers, Rules rules) {
    if (rules.unfinished() && status != RunStatus.FINISHED) {
      return unfinished(status);
    }
    @Nullable String missing = missing(o, readers);
    return missing == null ? diverged(o.lossNats(), rules) : missing;
  }

  private static String unfinished(RunStatus status) {
    return switch (status) {
      case QUEUED -> "is queued";
      case RUNNING, FINISHED -> "is running";
      case PAUSED -> "is paused";
      case LOST -> "is lost";
      case FAILED -> "failed";
      case KILLED -> "was stopped";
    };
  }

  private static @Nullable String missing(Observation o, Readers readers) {
    List<String> missing = new ArrayList<>();
    addIfMissing(readers.params, o.params(), missing);
    addIfMissing(readers.tokens, o.tokens(), missing);
    addIfMissing(readers.loss, o.lossNats(), missing);
    if (readers.flops != null) {
      addIfMissing(readers.flops, o.flops(), missing);
    }
    return missing.isEmpty() ? null : "has no number as " + String.join(", ", missing);
  }

  private static void addIfMissing(
      ColumnReader reader, @Nullable Double value, List<String> missing) {
    if (value == null) {
      missing.add(reader.column().word());
    }
  }

  private static @Nullable String diverged(@Nullable Double loss, Rules rules) {
    if (loss == null) {
      return null;
    }
    if (!Double.isFinite(loss)) {
      return "its loss is " + (Double.isNaN(loss) ? "NaN" : "infinite");
    }
    @Nullable Double above = rules.lossAbove();
    return above != null && loss > above
        ? "diverged: its loss %s is above %s".formatted(Tuning.shown(loss), Tuning.shown(above))
        : null;
  }

  private static Observation of(ImportedRow row, StudySpec spec) {
    Observation all =
        new Observation(
            row.key(),
            null,
            row.label().isEmpty() ? "row " + row.number() : row.label(),
            row.params(),
            row.tokens(),
            row.flops() == null ? sixNd(row.params(), row.tokens()) : row.flops(),
            row.lossNats(),
            row.uniqueTokens(),
            null,
            Map.of(),
            null,
            false);
    @Nullable String reason = diverged(row.lossNats(), spec.rules());
    return reason == null ? all : all.without(reason, false);
  }

  /** Of the columns of a specification. */
  private static final class Readers {
    private final ColumnReader params;
    private final ColumnReader tokens;
    private final @Nullable ColumnReader flops;
    private final ColumnReader loss;
    private final @Nullable ColumnReader uniqueTokens;
    private final List<ColumnReader> hyperparameters;

    private Readers(StudySpec spec) {
      params = ColumnReader.of(spec.params());
      tokens = ColumnReader.of(spec.tokens());
      flops = spec.flops() == null ? null : ColumnReader.of(spec.flops());
      loss = ColumnReader.of(spec.loss());
      uniqueTokens = spec.uniqueTokens() == null ? null : ColumnReader.of(spec.uniqueTokens());
      hyperparameters = spec.hyperparameters().stream().map(ColumnReader::of).toList();
    }

    private Set<String> metrics() {
      List<ColumnReader> all = new ArrayList<>(List.of(params, tokens, loss));
      all.addAll(hyperparameters);
      if (flops != null) {
        all.add(flops);
      }
      if (uniqueTokens != null) {
        all.add(uniqueTokens);
      }
      Set<String> names = new LinkedHashSet<>();
      all.stream().filter(ColumnReader::isMetric).forEach(reader -> names.add(reader.key()));
      return names;
    }
  }
}
