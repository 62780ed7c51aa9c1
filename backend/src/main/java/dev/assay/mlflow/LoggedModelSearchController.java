package dev.assay.mlflow;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.assay.models.LoggedModel;
import dev.assay.models.LoggedModelQuery;
import dev.assay.models.LoggedModelQuery.OnDataset;
import dev.assay.models.LoggedModelQuery.Sort;
import dev.assay.models.LoggedModelSearch;
import dev.assay.paging.Page;
import dev.assay.paging.PageRequest;
import dev.assay.query.Operand;
import dev.assay.query.Operand.Function;
import dev.assay.query.Operand.Kind;
import dev.assay.query.Order;
import dev.assay.query.ParsedFilter;
import dev.assay.query.Source;
import dev.assay.runs.ExperimentId;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;

/** Finds logged models. */
@MlflowApi
class LoggedModelSearchController {
  private static final int USUAL_RESULTS = 100;
  private static final String METRICS = "metrics.";

  private final LoggedModelSearch search;
  private final LoggedModelRecords records;

  LoggedModelSearchController(LoggedModelSearch search, LoggedModelRecords records) {
    this.search = search;
    this.records = records;
  }

  @JsonInclude(Include.NON_EMPTY)
  record Found(
      List<LoggedModelAnswer> models,
      @JsonProperty("next_page_token") @Nullable String nextPageToken) {}

  @PostMapping("/logged-models/search")
  Found search(Fields request) {
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
    Page<LoggedModel> page =
        search.search(query, new PageRequest(results, PageTokens.read(request)));
    return new Found(records.answers(page.items()), PageTokens.of(page.nextCursor()));
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
