package dev.assay.mlflow;

import dev.assay.paging.Page;
import dev.assay.paging.PageRequest;
import dev.assay.query.RunQuery;
import dev.assay.query.RunSearch;
import dev.assay.runs.ExperimentId;
import dev.assay.runs.Run;
import dev.assay.series.Series;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;

/** Finds runs. Many may be asked for at once, so they are written as they are read. */
@MlflowApi
class MlflowSearchController {
  private static final int USUAL_RESULTS = 1000;
  private static final int MOST_RESULTS = 50_000;
  private static final int AT_ONCE = 200;

  private final RunSearch search;
  private final Series series;
  private final RunAnswers answers;
  private final StreamedAnswer answer;

  MlflowSearchController(
      RunSearch search, Series series, RunAnswers answers, StreamedAnswer answer) {
    this.search = search;
    this.series = series;
    this.answers = answers;
    this.answer = answer;
  }

  @PostMapping("/runs/search")
  void runs(Fields request, HttpServletResponse response) throws IOException {
    List<ExperimentId> experiments =
        request.texts("experiment_ids").stream().map(Ids::experiment).toList();
    RunQuery query =
        RunQuery.parse(
            experiments,
            ViewType.of(request, "run_view_type").shelves(),
            request.text("filter", ""),
            request.texts("order_by"));
    long most = mostResults(request);
    @Nullable String token = PageTokens.read(request);
    if (experiments.isEmpty()) { // for MLflow that is none, not all
      answer.write(response, _ -> {});
      return;
    }
    answer.write(
        response,
        out -> {
          out.writeArrayPropertyStart("runs");
          long left = most;
          @Nullable String cursor = token;
          do {
            Page<Run> page =
                search.search(query, new PageRequest((int) Math.min(left, AT_ONCE), cursor));
            List<Run> found = page.items();
            answers
                .of(found, series.metrics(found.stream().map(Run::id).toList()))
                .forEach(out::writePOJO);
            left -= found.size();
            cursor = page.nextCursor();
          } while (cursor != null && left > 0);
          out.writeEndArray();
          if (cursor != null) {
            out.writeStringProperty("next_page_token", PageTokens.of(cursor));
          }
        });
  }

  static long mostResults(Fields request) {
    long most = request.integer("max_results", USUAL_RESULTS);
    if (most < 1) {
      throw Refusal.invalid(
          "Invalid value %d for parameter 'max_results' supplied. It must be a positive integer"
              .formatted(most));
    }
    if (most > MOST_RESULTS) {
      throw Refusal.invalid(
          "Invalid value %d for parameter 'max_results' supplied. It must be at most %d"
              .formatted(most, MOST_RESULTS));
    }
    return most;
  }
}
