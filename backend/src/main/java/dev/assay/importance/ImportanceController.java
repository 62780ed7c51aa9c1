package dev.assay.importance;

import dev.assay.problem.Problem;
import dev.assay.query.RunQuery;
import dev.assay.runs.ExperimentId;
import dev.assay.runs.RunId;
import dev.assay.runs.Shelf;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

@RestController
class ImportanceController {
  private static final long PATIENCE_SECONDS = 300;

  private final Importances importances;

  ImportanceController(Importances importances) {
    this.importances = importances;
  }

  /**
   * @param runs their ids; null when a search says which
   * @param experiments ids of those whose runs are meant
   * @param filter in the search language
   * @param part LAST when left out
   */
  @Schema(
      example =
          """
          {"experiments": [1], "filter": "status = 'FINISHED'", "metric": "val/loss", "part": "MIN"}
          """)
  record ImportanceRequest(
      @Nullable List<@NotNull UUID> runs,
      @Nullable List<@NotNull Long> experiments,
      @Nullable String filter,
      @NotNull String metric,
      Target.@Nullable Part part) {
    Target target() {
      return new Target(metric, part == null ? Target.Part.LAST : part);
    }

    RunQuery query() {
      if (experiments == null || experiments.isEmpty()) {
        throw new Problem.Invalid("experiments", "missing", "either runs or experiments are given");
      }
      return RunQuery.parse(
          experiments.stream().map(ExperimentId::new).toList(),
          Set.of(Shelf.ACTIVE),
          filter == null ? "" : filter,
          List.of());
    }
  }

  record ImportanceView(Importance importance, Importance.Trust trust) {}

  @Operation(summary = "Which params matter for a metric")
  @PostMapping("/api/v1/importance")
  ImportanceView importance(@Valid @RequestBody ImportanceRequest request) {
    ImportanceTask task =
        request.runs() == null
            ? importances.start(request.query(), request.target())
            : importances.start(request.runs().stream().map(RunId::new).toList(), request.target());
    Importance found = task.await(PATIENCE_SECONDS);
    return new ImportanceView(found, found.trust());
  }
}
