package dev.assay.series;

import dev.assay.problem.Problem;
import dev.assay.runs.RunId;
import dev.assay.team.Account;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import java.net.URI;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Rewinding and forking runs. */
@RestController
@RequestMapping("/api/v1/runs/{id}")
class HistoryController {
  private final History history;

  HistoryController(History history) {
    this.history = history;
  }

  /**
   * @param step the last that stays
   */
  @Schema(example = "{\"step\": 1000}")
  record RewindRequest(@Nullable Long step) {}

  @Operation(
      summary = "Rewind a run",
      description = "Hides its points after a step: it is being resumed from there.")
  @PostMapping("/rewind")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void rewind(
      @Parameter(schema = @Schema(type = "string", format = "uuid")) @PathVariable RunId id,
      @RequestBody RewindRequest request) {
    history.rewind(id, required(request.step()));
  }

  /**
   * @param step the last that both runs share
   * @param name of the fork; null for one made from its id
   */
  @Schema(example = "{\"step\": 1000, \"name\": \"lower rate from here\"}")
  record ForkRequest(@Nullable Long step, @Nullable String name) {}

  record Forked(UUID id, UUID forkedFrom, long forkStep) {}

  @Operation(
      summary = "Fork a run",
      description =
          "A new, running run with the params and tags of this one and its history up to a step.")
  @PostMapping("/fork")
  ResponseEntity<Forked> fork(
      @Parameter(schema = @Schema(type = "string", format = "uuid")) @PathVariable RunId id,
      @RequestBody ForkRequest request,
      @AuthenticationPrincipal Account account) {
    long step = required(request.step());
    RunId fork = history.fork(id, step, request.name(), account.id()).id();
    return ResponseEntity.created(URI.create("/api/v1/runs/" + fork))
        .body(new Forked(fork.value(), id.value(), step));
  }

  private static long required(@Nullable Long step) {
    if (step == null) {
      throw new Problem.Invalid("step", "missing", "the last step that stays");
    }
    return step;
  }
}
