package dev.assay.studies;

import dev.assay.paging.Page;
import dev.assay.paging.PageRequest;
import dev.assay.runs.RunId;
import dev.assay.scaling.BestUse;
import dev.assay.sweeps.Sweep;
import dev.assay.team.Account;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/** Scaling studies over HTTP; what is no finite number is null. */
@RestController
@RequestMapping("/api/v1/studies")
class StudyController {
  private static final String CSV = "text/csv";

  private final Studies studies;

  StudyController(Studies studies) {
    this.studies = studies;
  }

  @Operation(
      summary = "Make a scaling study",
      description = "All that is wrong is told at once. The first fit follows in the background.")
  @PostMapping
  @ResponseStatus(HttpStatus.CREATED)
  ObjectNode create(@RequestBody ObjectNode spec, @AuthenticationPrincipal Account account) {
    return StudyJson.tree(studies.create(SpecJson.read(spec), account.id()));
  }

  @Operation(summary = "Studies, newest first, without residuals")
  @GetMapping
  Page<ObjectNode> list(
      @RequestParam @Nullable Integer limit, @RequestParam @Nullable String cursor) {
    return studies.list(PageRequest.of(limit, cursor)).map(StudyJson::tree);
  }

  @GetMapping("/{id}")
  ObjectNode get(@PathVariable StudyId id) {
    return StudyJson.tree(studies.get(id));
  }

  @Operation(summary = "Give a study another specification; a fit follows in the background")
  @PutMapping("/{id}")
  ObjectNode change(
      @PathVariable StudyId id,
      @RequestBody ObjectNode spec,
      @AuthenticationPrincipal Account account) {
    return StudyJson.tree(studies.change(id, SpecJson.read(spec), account.id()));
  }

  @Operation(summary = "Delete a study with its versions and imported rows; runs and sweeps stay")
  @DeleteMapping("/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void delete(@PathVariable StudyId id, @AuthenticationPrincipal Account account) {
    studies.delete(id, account.id());
  }

  @Operation(summary = "Runs and rows as they were looked at last, by N, then D")
  @GetMapping("/{id}/observations")
  Page<ObjectNode> observations(
      @PathVariable StudyId id,
      @RequestParam @Nullable Integer limit,
      @RequestParam @Nullable String cursor) {
    return studies.observations(id, PageRequest.of(limit, cursor)).map(StudyJson::tree);
  }

  @Operation(
      summary = "Add points from a CSV file",
      description =
          "The first line names the columns: params, tokens, loss, and perhaps flops, uniqueTokens,"
              + " label. Nothing is kept when a line is wrong; all that is wrong is told.")
  @PostMapping(
      path = "/{id}/import",
      consumes = {CSV, MediaType.TEXT_PLAIN_VALUE})
  ImportResult importCsv(
      @PathVariable StudyId id, @RequestBody String csv, @AuthenticationPrincipal Account account) {
    return studies.importCsv(id, csv, account.id());
  }

  @Operation(summary = "Take the imported points away")
  @DeleteMapping("/{id}/import")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void removeImported(@PathVariable StudyId id, @AuthenticationPrincipal Account account) {
    studies.removeImported(id, account.id());
  }

  @Schema(name = "StudyExclusion", example = "{\"reason\": \"its learning rate was too high\"}")
  record Reason(@NotNull String reason) {}

  @Operation(summary = "Leave a run (its id) or an imported row (#12) out by hand")
  @PutMapping("/{id}/exclusions/{key}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void leaveOut(
      @PathVariable StudyId id,
      @PathVariable String key,
      @Valid @RequestBody Reason reason,
      @AuthenticationPrincipal Account account) {
    studies.leaveOut(id, key, reason.reason(), account.id());
  }

  @Operation(summary = "Take in again what was left out by hand")
  @DeleteMapping("/{id}/exclusions/{key}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void takeIn(
      @PathVariable StudyId id,
      @PathVariable String key,
      @AuthenticationPrincipal Account account) {
    studies.takeIn(id, key, account.id());
  }

  @Operation(summary = "Fit now; the answer comes when that is done")
  @PostMapping("/{id}/refit")
  ObjectNode refit(@PathVariable StudyId id) {
    return StudyJson.tree(studies.refit(id));
  }

  @Operation(
      summary = "The loss of a size, with intervals of the law and of one run",
      description = "409 when the study has no law with intervals.")
  @GetMapping("/{id}/prediction")
  @ApiResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = Prediction.class)))
  ObjectNode predict(
      @PathVariable StudyId id,
      @RequestParam double params,
      @RequestParam double tokens,
      @RequestParam @Nullable Integer version) {
    return StudyJson.tree(studies.predict(id, version, params, tokens));
  }

  @Operation(summary = "The best use of a budget, and of one that is larger by a factor")
  @GetMapping("/{id}/best")
  @ApiResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = BestUse.More.class)))
  ObjectNode best(
      @PathVariable StudyId id,
      @RequestParam double flops,
      @RequestParam(defaultValue = "10") double factor,
      @RequestParam @Nullable Integer version) {
    return StudyJson.tree(studies.best(id, version, flops, factor));
  }

  @Operation(
      summary = "Where a run stands against the law: BELOW it (better), ON it, or ABOVE",
      description = "409 when the run has no loss yet, or the study no law with intervals.")
  @GetMapping("/{id}/standing")
  ObjectNode standing(@PathVariable StudyId id, @RequestParam RunId run) {
    return StudyJson.tree(studies.standing(run, id));
  }

  @Operation(summary = "The runs that make an answer surest", description = "Nothing is queued.")
  @PostMapping("/{id}/plan")
  ObjectNode plan(@PathVariable StudyId id, @RequestBody ObjectNode wish) {
    return StudyJson.tree(studies.plan(id, PlanJson.read(wish, false).request()));
  }

  /**
   * @param sweep whose grid has exactly the chosen configurations
   */
  @Schema(name = "QueuedPlan")
  record Queued(UUID sweep, String name, int trials) {}

  @Operation(
      summary = "Queue runs of a plan as a sweep",
      description = "The body is that of the plan, and `chosen`, configurations of it.")
  @PostMapping("/{id}/plan/queue")
  @ResponseStatus(HttpStatus.CREATED)
  Queued queue(
      @PathVariable StudyId id,
      @RequestBody ObjectNode wish,
      @AuthenticationPrincipal Account account) {
    PlanJson.Read read = PlanJson.read(wish, true);
    Sweep sweep = studies.queue(id, read.request(), read.chosen(), account.id());
    return new Queued(sweep.id().value(), sweep.spec().name(), read.chosen().size());
  }

  @Schema(name = "StudyNote", example = "{\"note\": \"as in the report\"}")
  record Note(@Nullable String note) {}

  @Operation(summary = "Keep what was fitted last as a version, which does not change")
  @PostMapping("/{id}/versions")
  @ResponseStatus(HttpStatus.CREATED)
  ObjectNode freeze(
      @PathVariable StudyId id, @RequestBody Note note, @AuthenticationPrincipal Account account) {
    return StudyJson.tree(studies.freeze(id, note.note() == null ? "" : note.note(), account.id()));
  }

  @GetMapping("/{id}/versions/{number}")
  ObjectNode version(@PathVariable StudyId id, @PathVariable int number) {
    return StudyJson.tree(studies.version(id, number));
  }

  @Operation(summary = "The observations and residuals as CSV")
  @GetMapping(path = "/{id}/export.csv", produces = CSV + ";charset=UTF-8")
  String export(@PathVariable StudyId id, @RequestParam @Nullable Integer version) {
    return studies.exportCsv(id, version);
  }
}
