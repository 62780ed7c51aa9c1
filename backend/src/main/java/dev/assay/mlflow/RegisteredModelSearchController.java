package dev.assay.mlflow;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.assay.models.ModelQuery;
import dev.assay.models.ModelSearch;
import dev.assay.models.ModelVersion;
import dev.assay.models.ModelVersions;
import dev.assay.models.RegisteredModel;
import dev.assay.paging.Page;
import dev.assay.paging.PageRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;

/** Finds registered models and versions. */
@MlflowApi
class RegisteredModelSearchController {
  private static final int USUAL_MODELS = 100;
  private static final int MOST_MODELS = PageRequest.MAX_LIMIT;
  private static final int USUAL_VERSIONS = 10_000;
  private static final int MOST_VERSIONS = 200_000;
  private static final int VERSIONS_AT_ONCE = 500;

  private final ModelSearch search;
  private final ModelVersions versions;
  private final StreamedAnswer answer;

  RegisteredModelSearchController(
      ModelSearch search, ModelVersions versions, StreamedAnswer answer) {
    this.search = search;
    this.versions = versions;
    this.answer = answer;
  }

  @JsonInclude(Include.NON_EMPTY)
  record FoundModels(
      @JsonProperty("registered_models") List<RegisteredModelAnswer> registeredModels,
      @JsonProperty("next_page_token") @Nullable String nextPageToken) {}

  @GetMapping("/registered-models/search")
  FoundModels models(Fields request) {
    int most = (int) mostResults(request, USUAL_MODELS, MOST_MODELS);
    Page<RegisteredModel> page =
        search.models(query(request), new PageRequest(most, PageTokens.read(request)));
    Map<String, List<ModelVersion>> newest =
        versions.newestOfStages(page.items().stream().map(RegisteredModel::name).toList());
    return new FoundModels(
        page.items().stream()
            .map(m -> RegisteredModelAnswer.of(m, newest.getOrDefault(m.name(), List.of())))
            .toList(),
        PageTokens.of(page.nextCursor()));
  }

  /** Many may be asked for at once, so they are written as they are read. */
  @GetMapping("/model-versions/search")
  void versions(Fields request, HttpServletResponse response) throws IOException {
    long most = mostResults(request, USUAL_VERSIONS, MOST_VERSIONS);
    ModelQuery query = query(request);
    Page<ModelVersion> first =
        search.versions(query, new PageRequest(atOnce(most), PageTokens.read(request)));
    if (first.items().isEmpty()) {
      answer.write(response, _ -> {});
      return;
    }
    answer.write(
        response,
        out -> {
          out.writeArrayPropertyStart("model_versions");
          Page<ModelVersion> page = first;
          long left = most;
          while (true) {
            page.items().stream().map(ModelVersionAnswer::of).forEach(out::writePOJO);
            left -= page.items().size();
            if (left == 0 || page.nextCursor() == null) {
              break;
            }
            page = search.versions(query, new PageRequest(atOnce(left), page.nextCursor()));
          }
          out.writeEndArray();
          if (page.nextCursor() != null) {
            out.writeStringProperty("next_page_token", PageTokens.of(page.nextCursor()));
          }
        });
  }

  private static int atOnce(long left) {
    return (int) Math.min(left, VERSIONS_AT_ONCE);
  }

  private static ModelQuery query(Fields request) {
    ModelQuery query = ModelQuery.parse(request.text("filter", ""), request.texts("order_by"));
    return query.with(RegisteredModelFilter.withoutPrompts(query.filter()));
  }

  private static long mostResults(Fields request, int usual, int most) {
    long results = request.integer("max_results", usual);
    if (results < 1) {
      throw Refusal.invalid(
          "Invalid value for max_results. It must be a positive integer, but got " + results);
    }
    if (results > most) {
      throw Refusal.invalid(
          "Invalid value for request parameter max_results. It must be at most %d, but got value %d"
              .formatted(most, results));
    }
    return results;
  }
}
