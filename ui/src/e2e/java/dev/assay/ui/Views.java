package dev.assay.ui;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.TimeoutError;
import dev.assay.TestApi;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;

/** Every view, with nothing, with some, with very much to show: what pictures are taken of and what is checked. */
final class Views {
  private static final int MANY_RUNS = 1000;
  private static final int MANY_METRICS = 5000;
  private static final double PATIENCE_MS = 20_000;
  private static final String GRID_ROW = "vaadin-grid a";
  private static final String PLOT = "assay-plot[data-state=ready]";
  private static final String CHART = "assay-chart[data-state=ready]";

  private final TestApi api;
  private final JdbcTemplate database;
  private final StudyViews studies;

  /**
   * @param until what is there when it is ready to be seen
   */
  record View(String name, String path, String until) {}

  Views(TestApi api, JdbcTemplate database, StudyViews studies) {
    this.api = api;
    this.database = database;
    this.studies = studies;
  }

  /**
   * Waits for a view that is being loaded.
   *
   * @return what is wrong when it does not get ready
   */
  static Optional<String> await(Page page, View view) {
    try {
      page.locator(view.until()).first().waitFor(new Locator.WaitForOptions().setTimeout(PATIENCE_MS));
      return Optional.empty();
    } catch (TimeoutError e) {
      return Optional.of("%s: there is no %s on %s".formatted(view.name(), view.until(), page.url()));
    }
  }

  /** Those that are seen before one is signed in. */
  static List<View> signedOut() {
    return List.of(
        new View("sign-in", "/login", "input[name=username]"),
        new View("sign-in-failed", "/login?error", "input[name=username]"));
  }

  List<View> empty() {
    database.execute("truncate experiment, agent, registered_model, study restart identity cascade");
    return List.of(
        new View("home-empty", "/", ".first-run"),
        new View("experiments-empty", "/experiments", ".nothing"),
        new View("models-empty", "/models", ".nothing"),
        new View("sweeps-empty", "/sweeps", ".first-sweep"),
        new View("new-sweep-empty", "/sweeps/new", "vaadin-text-area"),
        new View("scaling-empty", "/scaling", ".first-sweep"),
        new View("evaluations-empty", "/evaluations", ".first-sweep"),
        new View("agents-empty", "/agents", ".first-sweep"),
        new View("not-found", "/runs/00000000-0000-7000-8000-000000000000", ".error-page"),
        new View("no-such-page", "/no-such-page", ".error-page"));
  }

  /** A handful of runs; to be asked for after {@link #empty()}. */
  List<View> some() {
    RecordedRun finished = Trainings.finished(api, "gpt-small", "baseline", 1);
    RecordedRun failed = Trainings.failed(api, "gpt-small", "high-lr");
    RecordedRun running = Trainings.running(api, "gpt-small", "wider");
    Trainings.described(api, running);
    Trainings.agent(api);
    Trainings.model(api);
    api.post("/api/v1/jobs", Trainings.JOB);
    String run = running.path();
    String experiment = "/experiments/1";
    String compare = "/compare?runs=%s,%s,%s".formatted(finished.id(), failed.id(), running.id());
    String none = "/" + RecordedSweep.of(api, database, "nothing yet", 0, 1).path();
    String sweep = "/" + RecordedSweep.of(api, database, "rate-and-width", 1, 1).path();
    List<View> views = new ArrayList<>(studies.all());
    views.addAll(new EvaluationViews(api, database).all());
    views.addAll(
        List.of(
        new View("home", "/", ".running-row"),
        new View("experiments", "/experiments", GRID_ROW),
        new View("experiment", experiment, GRID_ROW),
        new View("experiment-none-found", experiment + "?filter=nothing", ".nothing:not([hidden])"),
        new View("experiment-bad-filter", experiment + "?filter=metrics.loss+%3C", "vaadin-text-field[invalid]"),
        new View("experiment-grouped", experiment + "?group=status", ".group-toggle"),
        new View("experiment-table-alone", experiment + "?split=table", GRID_ROW),
        new View("compare", compare, CHART),
        new View("compare-config", compare + "&tab=config", "vaadin-grid"),
        new View("compare-code", compare + "&tab=code", "vaadin-grid, .nothing, .notice"),
        new View("compare-environment", compare + "&tab=environment", "vaadin-grid, .nothing"),
        new View("compare-parallel", compare + "&tab=parallel", PLOT),
        new View("compare-scatter", compare + "&tab=scatter", PLOT),
        new View("compare-box", compare + "&tab=box", PLOT),
        new View("compare-importance", compare + "&tab=importance", ".nothing, assay-plot, vaadin-grid, vaadin-button"),
        new View("compare-nothing", "/compare?runs=", "h1"),
        new View("run", run, CHART),
        new View("run-smoothed", run + "?smoothing=80&scale=log", CHART),
        new View("run-failed", failed.path(), CHART),
        new View("run-long", finished.path() + "?q=loss&charts=loss", CHART),
        new View("run-config", run + "/config", ".tab-content > div"),
        new View("run-source", run + "/source", ".tab-content > div"),
        new View("run-logs", run + "/logs", ".log-line"),
        new View("run-logs-search", run + "/logs?q=loss+2&line=400", ".log-found .log-line"),
        new View("run-logs-empty", failed.path() + "/logs", ".command"),
        new View("run-samples", run + "/samples", ".samples .card"),
        new View("run-artifacts", run + "/artifacts", ".tab-content vaadin-grid"),
        new View("run-evaluations", run + "/evaluations", ".tab-content > div"),
        new View("run-lineage", run + "/lineage", ".tab-content > div"),
        new View("run-notes", run + "/notes", ".tab-content > div"),
        new View("run-system", run + "/system", CHART),
        new View("new-run", "/new-run?experiment=gpt-small", ".param-form"),
        new View("sweeps", "/sweeps", GRID_ROW),
        new View("sweep-none", none, ".sweep-page .nothing"),
        new View("sweep-none-trials", none + "/trials", ".trials-tab .nothing"),
        new View("sweep-one", sweep, "assay-course[data-trials='1']"),
        new View("sweep-one-trials", sweep + "/trials", GRID_ROW),
        new View("sweep-one-importance", sweep + "/importance", ".importance .nothing"),
        new View("sweep-one-specification", sweep + "/specification", ".command"),
        new View("new-sweep", "/sweeps/new?run=" + finished.id(), ".sweep-form, .sweep-text"),
        new View("agents", "/agents", ".agents-page vaadin-grid"),
        new View("models", "/models", GRID_ROW),
        new View("model", "/models/registered?name=gpt-small", "vaadin-grid")));
    return views;
  }

  /** A thousand runs; a run of 5,000 metrics. */
  List<View> many() {
    for (int i = 0; i < MANY_RUNS; i++) {
      RecordedRun.start(
              api,
              "sweep",
              "trial-%04d".formatted(i),
              "{\"lr\": %s, \"model\": {\"width\": %d}, \"seed\": %d}".formatted((i % 7 + 1) * 1e-4, 64 << i % 4, i))
          .log("train/loss", 100, 100, 1, step -> 3.2)
          .finish();
    }
    String sweep = "/" + RecordedSweep.of(api, database, "rate-and-width-300", 300, 2).path();
    RecordedRun wide = Trainings.wide(api, "gpt-small", "every-layer", MANY_METRICS);
    return List.of(
        new View("home-busy", "/", ".activity-row"),
        new View("sweep-300", sweep, "assay-course[data-best]"),
        new View("sweep-300-trials", sweep + "/trials", GRID_ROW),
        new View("sweep-300-parallel", sweep + "/parallel", PLOT),
        new View("sweep-300-rungs", sweep + "/rungs", ".pruned-trials a"),
        new View("sweep-300-importance", sweep + "/importance", ".importance-result vaadin-grid"),
        new View("sweep-300-front", sweep + "/front", PLOT),
        new View("sweep-300-decisions", sweep + "/decisions", ".decisions-tab vaadin-grid"),
        new View("experiment-1000", "/experiments/2", GRID_ROW),
        new View("run-5000-metrics", wide.path(), CHART));
  }
}
