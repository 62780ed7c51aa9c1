package dev.assay.mlflow;

import dev.assay.mlflow.Histories.Part;
import dev.assay.runs.RunId;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;

/** Metrics out. Histories are written to the answer as they are read, for they have no bound. */
@MlflowApi
class MlflowMetricController {
  private static final int MOST_OF_PAGE = 25_000;
  private static final int MOST_OF_BULK = 25_000;
  private static final int MOST_SAMPLES = 2500;
  private static final int MOST_RUNS = 100;

  private final Histories histories;
  private final StreamedAnswer answer;

  MlflowMetricController(Histories histories, StreamedAnswer answer) {
    this.histories = histories;
    this.answer = answer;
  }

  /** Without max_results all of it; else a page. */
  @GetMapping("/metrics/get-history")
  void history(Fields request, HttpServletResponse response) throws IOException {
    Part whole = histories.whole(request.run(), request.required("metric_key"));
    @Nullable Long most = request.integer("max_results");
    if (most != null && most <= 0) {
      throw Refusal.invalid(
          "Invalid value %d for parameter 'max_results' supplied. It must be a positive integer."
              .formatted(most));
    }
    @Nullable Long from = PageTokens.readNumber(request);
    Part part =
        from == null
            ? whole
            : new Part(whole.run(), whole.metric(), whole.steps(), from, whole.to());
    long limit = most == null ? Long.MAX_VALUE : Math.min(most, MOST_OF_PAGE);
    answer.write(
        response,
        out -> {
          out.writeArrayPropertyStart("metrics");
          @Nullable Long next = histories.read(part, limit, p -> out.writePOJO(MetricAnswer.of(p)));
          out.writeEndArray();
          if (next != null) {
            out.writeStringProperty("next_page_token", PageTokens.of(next));
          }
        });
  }

  /** The points of several runs one after the other, up to a number. */
  @GetMapping("/metrics/get-history-bulk")
  void bulk(Fields request, HttpServletResponse response) throws IOException {
    List<String> given = request.texts("run_id");
    if (given.isEmpty()) {
      throw Refusal.invalid("GetMetricHistoryBulk request must specify at least one run_id.");
    }
    if (given.size() > MOST_RUNS) {
      throw Refusal.invalid(
          "GetMetricHistoryBulk request cannot specify more than %d run_ids. Received %d run_ids."
              .formatted(MOST_RUNS, given.size()));
    }
    @Nullable String metric = request.text("metric_key");
    if (metric == null) {
      throw Refusal.invalid("GetMetricHistoryBulk request must specify a metric_key.");
    }
    long most = Math.min(request.integer("max_results", MOST_OF_BULK), MOST_OF_BULK);
    List<RunId> runs = new TreeSet<>(given).stream().map(Ids::run).toList();
    answer.write(
        response,
        out -> {
          out.writeArrayPropertyStart("metrics");
          long[] left = {most};
          for (RunId run : runs) {
            histories.read(
                histories.whole(run, metric),
                left[0],
                p -> {
                  left[0]--;
                  out.writePOJO(MetricAnswer.of(run, p));
                });
          }
          out.writeEndArray();
        });
  }

  /** Some of the points of each of several runs, for a chart. */
  @GetMapping("/metrics/get-history-bulk-interval")
  void sampled(Fields request, HttpServletResponse response) throws IOException {
    List<String> given = request.texts("run_ids");
    if (given.isEmpty()) {
      throw request.missing("run_ids");
    }
    if (given.size() > MOST_RUNS) {
      throw Refusal.invalid(
          "GetMetricHistoryBulkInterval request must specify at most %d run_ids. Received %d run_ids."
              .formatted(MOST_RUNS, given.size()));
    }
    String metric = request.required("metric_key");
    long most = request.integer("max_results", MOST_SAMPLES);
    if (most < 1 || most > MOST_SAMPLES) {
      throw Refusal.invalid("max_results must be between 1 and " + MOST_SAMPLES + ".");
    }
    @Nullable Long start = request.integer("start_step");
    @Nullable Long end = request.integer("end_step");
    checkInterval(start, end);
    List<RunId> runs = given.stream().map(Ids::run).toList();
    answer.write(
        response,
        out -> {
          out.writeArrayPropertyStart("metrics");
          for (RunId run : runs) {
            Part part =
                start == null || end == null
                    ? histories.whole(run, metric)
                    : histories.between(run, metric, start, end);
            histories.sample(part, (int) most, p -> out.writePOJO(MetricAnswer.of(run, p)));
          }
          out.writeEndArray();
        });
  }

  private static void checkInterval(@Nullable Long start, @Nullable Long end) {
    if ((start == null) != (end == null)) {
      throw Refusal.invalid(
          "If either start step or end step are specified, both must be specified.");
    }
    if (start != null && end != null && start > end) {
      throw Refusal.invalid(
          "end_step must be greater than start_step. Found start_step=%d and end_step=%d."
              .formatted(start, end));
    }
  }
}
