package dev.assay.evaluations;

import dev.assay.paging.Page;
import dev.assay.paging.PageRequest;
import dev.assay.team.Account;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/** Recalibrations over HTTP. */
@RestController
@RequestMapping("/api/v1")
class RecalibrationController {
  private final Recalibrations recalibrations;

  RecalibrationController(Recalibrations recalibrations) {
    this.recalibrations = recalibrations;
  }

  /**
   * @param fittedOn an evaluation of other rows
   */
  @Schema(
      name = "NewRecalibration",
      example = "{\"fittedOn\": \"01980a2b-7c3d-7e4f-8a5b-6c7d8e9f0a1b\"}")
  record NewRecalibration(@NotNull UUID fittedOn) {}

  @Operation(
      summary = "Fit maps to another evaluation and judge them on this one",
      description = "Refused where both have the same rows.")
  @PostMapping("/evaluations/{id}/recalibrations")
  @ResponseStatus(HttpStatus.CREATED)
  ObjectNode create(
      @PathVariable EvaluationId id,
      @Valid @RequestBody NewRecalibration body,
      @AuthenticationPrincipal Account account) {
    EvaluationId fittedOn = new EvaluationId(body.fittedOn());
    return EvaluationJson.tree(recalibrations.create(fittedOn, id, account.id()));
  }

  @Operation(summary = "Recalibrations that were judged on an evaluation, newest first")
  @GetMapping("/evaluations/{id}/recalibrations")
  Page<ObjectNode> list(
      @PathVariable EvaluationId id,
      @RequestParam @Nullable Integer limit,
      @RequestParam @Nullable String cursor) {
    return recalibrations.list(id, PageRequest.of(limit, cursor)).map(EvaluationJson::tree);
  }

  @Operation(summary = "A recalibration; the maps are its export, too")
  @GetMapping("/recalibrations/{id}")
  ObjectNode get(@PathVariable RecalibrationId id) {
    return EvaluationJson.tree(recalibrations.get(id));
  }

  @DeleteMapping("/recalibrations/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void delete(@PathVariable RecalibrationId id, @AuthenticationPrincipal Account account) {
    recalibrations.delete(id, account.id());
  }

  /**
   * @param map its name; the best when left out
   * @param probabilities rows; of two classes the positive one's, or both
   */
  @Schema(
      name = "ProbabilitiesToMap",
      example = "{\"map\": \"platt\", \"probabilities\": [[0.2], [0.97]]}")
  record ToMap(@Nullable String map, @NotNull List<@NotNull List<@NotNull Double>> probabilities) {}

  /** In the shape in which they came. */
  @Schema(name = "MappedProbabilities")
  record Mapped(List<List<Double>> probabilities) {}

  @Operation(summary = "Map probabilities", description = "At most 100,000 rows.")
  @PostMapping("/recalibrations/{id}/apply")
  Mapped apply(@PathVariable RecalibrationId id, @Valid @RequestBody ToMap body) {
    return new Mapped(recalibrations.apply(id, body.map(), body.probabilities()));
  }
}
