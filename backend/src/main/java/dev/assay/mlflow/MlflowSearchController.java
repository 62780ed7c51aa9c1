package dev.assay.mlflow;

import dev.assay.paging.Page;
import dev.assay.paging.PageRequest;
import dev.assay.query.ExperimentSearch;
import dev.assay.query.RunQuery;
import dev.assay.query.RunSearch;
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
import java.util.function.Consumer;
import java.util.function.Function;
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
          @Nullable String next =
              pages(
                  most,
                  token,
                  page -> search.search(query, page),
                  found ->
                      answers
                          .of(found, series.metrics(found.stream().map(Run::id).toList()))
                          .forEach(out::writePOJO));
          end(out, next);
        });
  }

  /** Reads up to so many things page by page; returns the cursor of what follows, if anything. */
  private static <T> @Nullable String pages(
      long most,
      @Nullable String from,
      Function<PageRequest, Page<T>> search,
      Consumer<List<T>> each) {
    long left = most;
    @Nullable String cursor = from;
    do {
      Page<T> page = search.apply(new PageRequest((int) Math.min(left, AT_ONCE), cursor));
      each.accept(page.items());
      left -= page.items().size();
      cursor = page.nextCursor();
    } while (cursor != null && left > 0);
    return cursor;
  }

  private static void end(JsonGenerator out, @Nullable String next) {
    out.writeEndArray();
    if (next != null) {
      out.writeStringProperty("next_page_token", PageTokens.of(next));
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
    answer.write(
        response,
        out -> {
          out.writeArrayPropertyStart("experiments");
          @Nullable String next =
              pages(
                  most,
                  token,
                  page -> experimentSearch.search(shelves, filter, orders, page),
                  found -> found.forEach(e -> out.writePOJO(ExperimentAnswer.of(e))));
          end(out, next);
        });
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
