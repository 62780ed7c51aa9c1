package dev.assay.ui;

import dev.assay.TestApi;
import dev.assay.runs.Experiments;
import dev.assay.studies.Studies;
import dev.assay.studies.Study;
import dev.assay.ui.Views.View;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;

/** The views of scaling studies: with too little, with a table of points, with runs, frozen. */
final class StudyViews {
  private static final String FIGURE = "assay-figure[data-state=ready]";
  private static final String ROWS = "vaadin-grid:not([hidden])";

  private final TestApi api;
  private final Studies studies;
  private final Experiments experiments;
  private final JdbcTemplate database;

  StudyViews(TestApi api, Studies studies, Experiments experiments, JdbcTemplate database) {
    this.api = api;
    this.studies = studies;
    this.experiments = experiments;
    this.database = database;
  }

  /** Records what they show, too. */
  List<View> all() {
    for (int i = 0; i < 20; i++) {
      RecordedStudy.run(api, "sizes", "size-" + i, i);
    }
    RecordedStudy.begun(api, "sizes", "size-20", 20);
    RecordedStudy.begun(api, "sizes", "too-high", 12).fail("loss is NaN at step 100");
    String few = path(RecordedStudy.ofTable(studies, database, "three points", 0));
    Study table = RecordedStudy.ofTable(studies, database, "points of a paper", 4);
    Study runs = RecordedStudy.ofRuns(studies, experiments, database, "small GPTs", "sizes");
    studies.freeze(runs.id(), "as in the report of March", RecordedStudy.admin(database));
    String many = path(runs);
    String real = path(RecordedStudy.ofSmallGpts(studies, database));
    return List.of(
        new View("scaling", "/scaling", "vaadin-grid a"),
        new View("study-few", few, ".study-wrong li"),
        new View("study-few-frontier", few + "/frontier", ".frontier-tab .nothing"),
        new View("study-few-plan", few + "/plan", ".plan-tab .nothing"),
        new View("study", many, FIGURE),
        new View("study-by-c", many + "?x=C", FIGURE),
        new View("study-isoflop", many + "/isoflop", FIGURE),
        new View("study-frontier", many + "/frontier", FIGURE),
        new View("study-frontier-loss", many + "/frontier?show=loss", FIGURE),
        new View("study-predictions", many + "/predictions?at=2e6:4e7,1e7:2e8", ROWS),
        new View("study-plan", many + "/plan", ".plan-form"),
        new View("study-runs", many + "/runs", ".runs-tab vaadin-grid a"),
        new View("study-versions", many + "/versions", ".versions-tab vaadin-grid a"),
        new View("study-frozen", many + "/1", FIGURE),
        new View("study-table", path(table), FIGURE),
        new View("study-real", real, FIGURE),
        new View("study-real-frontier", real + "/frontier", FIGURE),
        new View("study-real-predictions", real + "/predictions?at=834432:1638400", ROWS),
        new View("new-study", "/scaling/new?experiment=sizes", ".study-preview"),
        new View("change-study", "/scaling/new?study=" + runs.id(), ".study-preview vaadin-grid"));
  }

  private static String path(Study study) {
    return "/scaling/" + study.id();
  }
}
