package dev.assay.ui;

import dev.assay.TestApi;
import dev.assay.runs.ExperimentId;
import dev.assay.runs.Experiments;
import dev.assay.scaling.Fixed;
import dev.assay.studies.Column;
import dev.assay.studies.Rules;
import dev.assay.studies.Studies;
import dev.assay.studies.Study;
import dev.assay.studies.StudySource;
import dev.assay.studies.StudySpec;
import dev.assay.team.UserId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * A scaling study that is fitted, of points that lie around L = 1.7 + 40/N^0.3 + 80/D^0.3, five
 * sizes for each budget.
 */
public final class RecordedStudy {
  private static final int SIZES = 5;
  private static final int TOO_FEW = 3;

  /** An agent that tells what the runs of its recipe take. */
  public static final String RECIPE =
      """
      {"name": "local", "version": "1", "host": "h", "devices": [], "recipes": [{"name": "pretrain", "schema":
        {"type": "object",
         "x-params": "48 * model.width ** 2", "x-tokens": "training.tokens",
         "x-flops": "6 * 48 * model.width ** 2 * training.tokens",
         "properties": {
          "model": {"type": "object", "properties": {
            "width": {"description": "Of the residual stream.", "type": "integer", "minimum": 8, "maximum": 512, "default": 64}}},
          "training": {"type": "object", "properties": {
            "tokens": {"description": "How many to train on.", "type": "integer", "minimum": 1000, "default": 1000000}}},
          "lr": {"description": "Rate of learning.", "type": "number", "exclusiveMinimum": 0, "default": 0.003}}}}]}""";

  private RecordedStudy() {}

  /** A specification of imported points. */
  public static StudySpec imported(String name) {
    return spec(name, new StudySource.Imported());
  }

  private static StudySpec spec(String name, StudySource source) {
    return new StudySpec(
        name,
        source,
        Column.of("params.n"),
        Column.of("metrics.tokens"),
        null,
        Column.of("metrics.val/loss"),
        null,
        null,
        List.of(),
        Rules.DEFAULT,
        Fixed.NOTHING,
        null,
        StudySpec.LEAST_RESAMPLES,
        7);
  }

  /**
   * Of points from a table.
   *
   * @param budgets each of five runs; with 0 there are three runs, too few for a law
   */
  public static Study ofTable(Studies studies, JdbcTemplate database, String name, int budgets) {
    Study study = studies.create(imported(name), admin(database));
    studies.importCsv(study.id(), csv(budgets), admin(database));
    return studies.refit(study.id());
  }

  /** The one that docs/experiments.md tells of. */
  public static Study ofSmallGpts(Studies studies, JdbcTemplate database) {
    Path ui = Path.of(System.getProperty("basedir", ".")).toAbsolutePath().normalize();
    String csv;
    try {
      csv = Files.readString(ui.resolveSibling("docs/studies/small-gpts.csv"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Study study = studies.create(imported("Small GPTs on WordNet glosses"), admin(database));
    studies.importCsv(study.id(), csv, admin(database));
    return studies.refit(study.id());
  }

  public static UserId admin(JdbcTemplate database) {
    UUID id = database.queryForObject("select id from app_user where name = 'admin'", UUID.class);
    return new UserId(Objects.requireNonNull(id));
  }

  /** As people import them. */
  public static String csv(int budgets) {
    StringBuilder csv = new StringBuilder("params,tokens,loss,label\n");
    int rows = budgets == 0 ? TOO_FEW : budgets * SIZES;
    for (int i = 0; i < rows; i++) {
      csv.append(
          String.format(
              Locale.ROOT,
              "%.0f,%.0f,%.5f,size %d of budget %d\n",
              params(i),
              tokens(i),
              loss(i),
              i % SIZES + 1,
              i / SIZES + 1));
    }
    return csv.toString();
  }

  private static double flops(int i) {
    return 1e12 * Math.pow(10, (i / SIZES) / 2.0);
  }

  /** Around the best size for the budget. */
  public static double params(int i) {
    return Math.rint(0.32 * Math.sqrt(flops(i) / 6) * Math.pow(2, i % SIZES - SIZES / 2));
  }

  public static double tokens(int i) {
    return Math.rint(flops(i) / 6 / params(i));
  }

  /** With a scatter of about 0.3 %, the same every time. */
  public static double loss(int i) {
    double scatter = 0.01 * ((i * 0.6180339887) % 1 - 0.5);
    return (1.7 + 40 / Math.pow(params(i), 0.3) + 80 / Math.pow(tokens(i), 0.3)) * (1 + scatter);
  }

  /** A run of that size, which has finished. */
  public static RecordedRun run(TestApi api, String experiment, String name, int i) {
    return begun(api, experiment, name, i).finish();
  }

  /** A run of that size, which goes on. */
  public static RecordedRun begun(TestApi api, String experiment, String name, int i) {
    return RecordedRun.start(
            api,
            experiment,
            name,
            String.format(Locale.ROOT, "{\"n\": %.0f, \"lr\": 0.003}", params(i)))
        .log("tokens", 100, 100, 1, _ -> tokens(i))
        .log("val/loss", 100, 100, 1, _ -> loss(i));
  }

  /** Of the runs of an experiment; its name may be anything. */
  public static Study ofRuns(
      Studies studies,
      Experiments experiments,
      JdbcTemplate database,
      String name,
      String experiment) {
    ExperimentId id = experiments.find(experiment).orElseThrow().id();
    Study study =
        studies.create(spec(name, new StudySource.Search(List.of(id), "")), admin(database));
    return studies.refit(study.id());
  }
}
