package dev.assay.ui;

import dev.assay.TestApi;
import dev.assay.ui.RecordedEvaluation.Wrong;
import dev.assay.ui.Views.View;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;

/** The views of evaluations: of two classes with times, of three without, failed, computing. */
final class EvaluationViews {
  private static final String FIGURE = "assay-figure[data-state=ready]";
  private static final String ROWS = "vaadin-grid[aria-label='%s'] vaadin-grid-cell-content .number";
  private static final int MANY = 1500;

  private final TestApi api;
  private final JdbcTemplate database;

  EvaluationViews(TestApi api, JdbcTemplate database) {
    this.api = api;
    this.database = database;
  }

  /** Records what they show, too. */
  List<View> all() {
    RecordedRun run = RecordedRun.start(api, "mail", "spam-filter", "{}").log("val/accuracy", 1, 1, 1, s -> 0.9);
    RecordedRun wider = RecordedRun.start(api, "mail", "spam-filter-wider", "{}");
    RecordedRun bare = RecordedRun.start(api, "mail", "without-predictions", "{}");
    String sure = of(run, "name=validation&splitBy=random", 11, Wrong.OVERCONFIDENT);
    String late = of(run, "name=test&splitBy=time", 12, Wrong.LATER);
    String other = of(wider, "name=test&splitBy=time", 12, Wrong.OVERCONFIDENT);
    String animals = RecordedEvaluation.of(api, run, "name=animals", RecordedEvaluation.threeClasses(900, 3));
    String tiny = RecordedEvaluation.of(api, run, "name=one+class", "label,p\n0,0.2\n0,0.4\n0,0.1\n");
    String failed = of(wider, "name=failed", 13, Wrong.NOWHERE);
    database.update(
        "update evaluation set status = 'FAILED', report = null,"
            + " error = 'the rows need 3 GB of memory, and 1 GB is free; start the server with a larger heap'"
            + " where id = ?::uuid",
        failed);
    api.post("/api/v1/evaluations/" + other + "/recalibrations", "{\"fittedOn\": \"" + sure + "\"}");
    // what takes long is kept by the server: views are looked at, not waited for
    List.of(
            late + "/windows?metric=smooth_ece",
            late + "/walk-forward?train=60d&test=20d",
            late + "/comparison?with=" + other)
        .forEach(question -> api.get("/api/v1/evaluations/" + question));
    return List.of(
        new View("evaluations", "/evaluations", "vaadin-grid a"),
        new View("run-evaluations-uploaded", run.path() + "/evaluations", "vaadin-grid a"),
        new View("run-evaluations-none", bare.path() + "/evaluations", ".titled-card"),
        new View("evaluation", path(late), FIGURE),
        new View("evaluation-all-curves", path(sure) + "?show=bins,smooth,corp&cut=mass", FIGURE),
        new View("evaluation-several", path(late) + "?show=bins,smooth&with=" + other + "," + sure, FIGURE),
        new View("evaluation-animals", path(animals), FIGURE),
        new View("evaluation-one-class", path(tiny), FIGURE),
        new View("evaluation-failed", path(failed), ".failure"),
        new View("evaluation-time", path(late) + "/time", FIGURE),
        new View("evaluation-walk", path(late) + "/time?walk=expanding,60d,0d,20d", ROWS.formatted("Splits by time")),
        new View("evaluation-time-none", path(animals) + "/time", ".nothing"),
        new View("evaluation-slices", path(late) + "/slices?by=country", ".interval-bar"),
        new View("evaluation-slices-crossed", path(late) + "/slices?by=country,age&loss=bias", ".interval-bar"),
        new View("evaluation-slices-none", path(animals) + "/slices", ".nothing"),
        new View("evaluation-thresholds", path(late) + "/thresholds?fn=5", FIGURE),
        new View("evaluation-recalibration", path(other) + "/recalibration", ROWS.formatted("Before and after")),
        new View("evaluation-recalibration-none", path(late) + "/recalibration", ".nothing"),
        new View("evaluation-compare", path(late) + "/compare?other=" + other, ROWS.formatted("Differences")),
        new View("evaluation-compare-none", path(late) + "/compare", ".nothing"));
  }

  private String of(RecordedRun run, String query, int seed, Wrong wrong) {
    return RecordedEvaluation.of(api, run, query, RecordedEvaluation.binary(MANY, seed, wrong));
  }

  private static String path(String id) {
    return "/evaluations/" + id;
  }
}
