package dev.assay.ui.home;

import dev.assay.jobs.Agent;
import dev.assay.jobs.Agents;
import dev.assay.paging.Page;
import dev.assay.paging.PageRequest;
import dev.assay.runs.Activity;
import dev.assay.runs.Experiment;
import dev.assay.runs.ExperimentId;
import dev.assay.runs.ExperimentSummary;
import dev.assay.runs.Experiments;
import dev.assay.runs.Run;
import dev.assay.runs.RunId;
import dev.assay.runs.RunStatus;
import dev.assay.runs.Runs;
import dev.assay.series.BucketedSeries;
import dev.assay.series.MetricSummary;
import dev.assay.series.Series;
import dev.assay.series.SeriesQuery;
import dev.assay.ui.charts.HeadlineMetrics;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Reads what Home shows. */
@Component
class Overview {
  private static final PageRequest SOME = PageRequest.first(20);
  private static final PageRequest FEW = PageRequest.first(6);
  private static final int SPARKLINE_BUCKETS = 60;

  private final Runs runs;
  private final Experiments experiments;
  private final Series series;
  private final Agents agents;
  private final Activity activity;

  Overview(Runs runs, Experiments experiments, Series series, Agents agents, Activity activity) {
    this.runs = runs;
    this.activity = activity;
    this.experiments = experiments;
    this.series = series;
    this.agents = agents;
  }

  /** A run with what tells how it is doing. */
  record Glance(
      Run run,
      Experiment experiment,
      Map<String, MetricSummary> metrics,
      @Nullable BucketedSeries lossCurve) {}

  /** Something that happened to a run. */
  record Happening(Activity.Event event, Glance glance) {
    Object key() {
      return List.of(glance.run().id(), event.kind());
    }
  }

  /**
   * Everything on the page.
   *
   * @param hasMore whether more has happened than is listed
   */
  record State(
      List<Glance> running,
      List<Glance> queued,
      List<Happening> activity,
      boolean hasMore,
      List<Agent> agents,
      List<ExperimentSummary> experiments) {
    boolean hasRuns() {
      return !(running.isEmpty() && queued.isEmpty() && activity.isEmpty());
    }

    boolean hasAgentOnline() {
      return agents.stream().anyMatch(Agent::online);
    }
  }

  /**
   * The state now.
   *
   * @param wanted how much of what has happened
   */
  State read(int wanted) {
    Map<ExperimentId, Experiment> names = new HashMap<>();
    List<Run> running = runs.list(EnumSet.of(RunStatus.RUNNING), SOME).items();
    Page<Activity.Event> events = activity.list(PageRequest.first(wanted));
    return new State(
        glances(running, curves(running), names),
        glances(
            runs.list(EnumSet.of(RunStatus.QUEUED, RunStatus.PAUSED), SOME).items(),
            Map.of(),
            names),
        happenings(events.items(), names),
        events.nextCursor() != null,
        agents.list(SOME).items(),
        experiments.list(FEW).items());
  }

  private List<Happening> happenings(
      List<Activity.Event> events, Map<ExperimentId, Experiment> names) {
    List<Run> of = events.stream().map(Activity.Event::run).distinct().toList();
    Map<RunId, Glance> glances = new HashMap<>();
    glances(of, Map.of(), names).forEach(glance -> glances.put(glance.run().id(), glance));
    return events.stream()
        .map(e -> new Happening(e, Objects.requireNonNull(glances.get(e.run().id()))))
        .toList();
  }

  private List<Glance> glances(
      List<Run> list, Map<RunId, BucketedSeries> curves, Map<ExperimentId, Experiment> names) {
    Map<RunId, Map<String, MetricSummary>> metrics =
        list.isEmpty() ? Map.of() : series.latest(ids(list), HeadlineMetrics.ALL);
    return list.stream()
        .map(
            run ->
                new Glance(
                    run,
                    names.computeIfAbsent(run.experimentId(), experiments::get),
                    metrics.getOrDefault(run.id(), Map.of()),
                    curves.get(run.id())))
        .toList();
  }

  /** Each run's loss, in few buckets. */
  private Map<RunId, BucketedSeries> curves(Collection<Run> list) {
    if (list.isEmpty()) {
      return Map.of();
    }
    Map<RunId, BucketedSeries> curves = new HashMap<>();
    var query = SeriesQuery.whole(ids(list), HeadlineMetrics.LOSSES, SPARKLINE_BUCKETS);
    for (BucketedSeries s : series.read(query).series()) {
      curves.merge(s.run(), s, (a, b) -> rank(a) <= rank(b) ? a : b);
    }
    return curves;
  }

  private static int rank(BucketedSeries s) {
    return HeadlineMetrics.LOSSES.indexOf(s.metric());
  }

  private static List<RunId> ids(Collection<Run> list) {
    return list.stream().map(Run::id).toList();
  }
}
