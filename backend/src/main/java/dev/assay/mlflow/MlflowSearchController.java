package dev.assay.mlflow;

import dev.assay.mlflow.StreamedAnswer.Pages;
import dev.assay.query.ExperimentSearch;
import dev.assay.query.Order;
import dev.assay.query.RunQuery;
import dev.assay.query.RunSearch;
import dev.assay.runs.Experiment;
import dev.assay.runs.ExperimentId;
import dev.assay.runs.Experiments;
import dev.assay.runs.Run;
import dev.assay.runs.Shelf;
import dev.assay.series.Series;
import dev.assay.team.Account;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import tools.jackson.core.JsonGenerator;

/**
 * Finds runs and experiments. Many may be asked for at once, so they are written as they are read.
 */
@MlflowApi
class MlflowSearchController {
  private static final int USUAL_RESULTS = 1000;
  private static final int MOST_RESULTS = 50_000;
  private static final int AT_ONCE = 200;
  private static final int ANSWERED_AT_ONCE = 10;

  private final RunSearch search;
  private final ExperimentSearch experimentSearch;
  private final FoundExperiments foundExperiments;
  private final Series series;
  private final RunAnswers answers;
  private final StreamedAnswer answer;

  MlflowSearchController(
      RunSearch search,
      ExperimentSearch experimentSearch,
      FoundExperiments foundExperiments,
      Series series,
      RunAnswers answers,
      StreamedAnswer answer) {
    this.search = search;
    this.experimentSearch = experimentSearch;
    this.foundExperiments = foundExperiments;
    this.series = series;
    this.answers = answers;
    this.answer = answer;
  }

  @PostMapping("/runs/search")
  void runs(Fields request, HttpServletResponse response) throws IOException {
    List<ExperimentId> experiments =
        request.texts("experiment_ids").stream().map(Ids::experiment).toList();
    RunQuery query =
        new RunQuery(
            experiments,
            ViewType.of(request, "run_view_type").shelves(),
            RunFilter.parse(request.text("filter", "")),
            Order.parseAll(request.texts("order_by")));
    long most = mostResults(request);
    @Nullable String token = PageTokens.read(request);
    if (experiments.isEmpty()) { // for MLflow that is none, not all
      answer.write(response, _ -> {});
      return;
    }
    Pages<Run> pages = new Pages<>(most, token, page -> search.search(query, page));
    answer.write(
        response,
        out -> StreamedAnswer.writePages(out, "runs", pages, AT_ONCE, found -> write(found, out)));
  }

  /** A few at a time: a run may have thousands of params and metrics. */
  private void write(List<Run> found, JsonGenerator out) {
    for (int i = 0; i < found.size(); i += ANSWERED_AT_ONCE) {
      List<Run> some = found.subList(i, Math.min(i + ANSWERED_AT_ONCE, found.size()));
      answers.of(some, series.metrics(some.stream().map(Run::id).toList())).forEach(out::writePOJO);
    }
  }

  @RequestMapping(
      path = "/experiments/search",
      method = {RequestMethod.GET, RequestMethod.POST})
  void experiments(
      Fields request, @AuthenticationPrincipal Account account, HttpServletResponse response)
      throws IOException {
    Set<Shelf> shelves = ViewType.of(request, "view_type").shelves();
    String filter = request.text("filter", "");
    List<String> orders = request.texts("order_by");
    long most = mostResults(request);
    @Nullable String token = PageTokens.read(request);
    foundExperiments.get(Experiments.DEFAULT, account); // it is there before it is looked for
    Pages<Experiment> pages =
        new Pages<>(most, token, page -> experimentSearch.search(shelves, filter, orders, page));
    answer.write(
        response,
        out ->
            StreamedAnswer.writePages(
                out,
                "experiments",
                pages,
                AT_ONCE,
                found -> found.forEach(e -> out.writePOJO(ExperimentAnswer.of(e)))));
  }

  private static long mostResults(Fields request) {
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
