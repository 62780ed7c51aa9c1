package dev.assay.mlflow;

import dev.assay.mlflow.StreamedAnswer.Pages;
import dev.assay.models.LoggedModel;
import dev.assay.models.LoggedModelQuery;
import dev.assay.models.LoggedModelQuery.OnDataset;
import dev.assay.models.LoggedModelQuery.Sort;
import dev.assay.models.LoggedModelSearch;
import dev.assay.paging.PageRequest;
import dev.assay.query.Operand;
import dev.assay.query.Operand.Function;
import dev.assay.query.Operand.Kind;
import dev.assay.query.Order;
import dev.assay.query.ParsedFilter;
import dev.assay.query.Source;
import dev.assay.runs.ExperimentId;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.springframework.web.bind.annotation.PostMapping;

/** Finds logged models. Each may have much, so they are written as they are read. */
@MlflowApi
class LoggedModelSearchController {
  private static final int USUAL_RESULTS = 100;
  private static final int AT_ONCE = 10;
  private static final String METRICS = "metrics.";

  private final LoggedModelSearch search;
  private final LoggedModelRecords records;
  private final StreamedAnswer answer;

  LoggedModelSearchController(
      LoggedModelSearch search, LoggedModelRecords records, StreamedAnswer answer) {
    this.search = search;
    this.records = records;
    this.answer = answer;
  }

  @PostMapping("/logged-models/search")
  void search(Fields request, HttpServletResponse response) throws IOException {
    List<ExperimentId> experiments =
        request.texts("experiment_ids").stream().map(Ids::experiment).toList();
    if (experiments.isEmpty()) {
      throw request.missing("experiment_ids");
    }
    long most = request.integer("max_results", 0);
    int results = most <= 0 ? USUAL_RESULTS : (int) Math.min(most, PageRequest.MAX_LIMIT);
    ParsedFilter filter = ParsedFilter.parse(new Source("filter", request.text("filter", "")));
    LoggedModelQuery query =
        new LoggedModelQuery(
            experiments,
            new ParsedFilter(filter.source(), RegisteredModelFilter.withAnyValue(filter.filter())),
            request.list("datasets").stream().map(LoggedModelSearchController::dataset).toList(),
            request.list("order_by").stream().map(LoggedModelSearchController::sort).toList());
    Pages<LoggedModel> pages =
        new Pages<>(results, PageTokens.read(request), page -> search.search(query, page));
    answer.write(
        response,
        out ->
            StreamedAnswer.writePages(
                out,
                "models",
                pages,
                AT_ONCE,
                found -> records.answers(found).forEach(out::writePOJO)));
  }

  private static OnDataset dataset(Fields dataset) {
    String name = dataset.text("dataset_name", "");
    if (name.isEmpty()) {
      throw Refusal.invalid("`dataset_name` in the `datasets` clause must be specified.");
    }
    return onDataset(name, dataset);
  }

  private static OnDataset onDataset(String name, Fields fields) {
    String digest = fields.text("dataset_digest", "");
    return new OnDataset(name, digest.isEmpty() ? null : digest);
  }

  private static Sort sort(Fields clause) {
    String name = clause.required("field_name");
    boolean isMetric = name.startsWith(METRICS);
    if (name.contains(".") && !isMetric) {
      throw Refusal.invalid(
          "Invalid order by field name: %s. Only metrics are supported.".formatted(name));
    }
    Operand operand =
        new Operand(
            isMetric ? Kind.METRIC : Kind.ATTRIBUTE,
            isMetric ? name.substring(METRICS.length()) : name,
            Function.LAST,
            0);
    boolean descending = clause.has("ascending") && !clause.flag("ascending");
    String dataset = clause.text("dataset_name", "");
    return new Sort(
        new Order(operand, descending, new Source("order_by", name)),
        dataset.isEmpty() ? null : onDataset(dataset, clause));
  }
}
