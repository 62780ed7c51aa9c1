package dev.assay.runs;

import dev.assay.paging.Page;
import dev.assay.paging.PageRequest;
import dev.assay.problem.Problem;
import dev.assay.runs.Runs.Heartbeat;
import dev.assay.team.Account;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

@RestController
@RequestMapping("/api/v1/runs")
class RunController {
  private final Runs runs;
  private final RunLifecycle lifecycle;

  RunController(Runs runs, RunLifecycle lifecycle) {
    this.runs = runs;
    this.lifecycle = lifecycle;
  }

  /**
   * @param startedAt of a run that was executed elsewhere; null for now
   * @param heartbeats false when its program sends none: it is then lost only after a day's silence
   * @param importedFrom where it was recorded first: the same again answers with the same run
   */
  @Schema(
      example =
          """
          {"experiment": "sizes", "name": "wordnet-4x128", "group": "4 layers",
           "params": {"model": {"layers": 4, "width": 128}, "lr": 0.001}, "tags": {"purpose": "baseline"},
           "provenance": {"code": {"commit": "4eab108", "branch": "main", "dirty": false,
             "entryPoint": "train.py"}, "command": ["python", "train.py"], "host": "gpu-1"}}
          """)
  record CreateRequest(
      @NotNull String experiment,
      @Nullable String name,
      @Nullable UUID parent,
      @Nullable String group,
      @Nullable ObjectNode params,
      @Nullable Map<String, String> tags,
      @Valid @Nullable ProvenanceRequest provenance,
      @Nullable Instant startedAt,
      @Nullable Boolean heartbeats,
      @Nullable String importedFrom) {
    NewRun run() {
      return new NewRun(
          name,
          params == null ? Params.empty() : Params.of(params),
          tags == null ? Map.of() : tags,
          parent == null ? null : new RunId(parent),
          group,
          provenance == null ? Provenance.UNKNOWN : provenance.provenance(),
          startedAt,
          heartbeats == null || heartbeats,
          importedFrom);
    }
  }

  @Operation(summary = "A run that has started")
  @PostMapping
  @ResponseStatus(HttpStatus.CREATED)
  RunView create(@Valid @RequestBody CreateRequest run, @AuthenticationPrincipal Account account) {
    return RunView.of(runs.create(run.experiment(), run.run(), account.id()));
  }

  @Operation(summary = "A run")
  @GetMapping("/{id}")
  RunView get(@PathVariable RunId id) {
    return RunView.of(runs.get(id));
  }

  @Schema(example = "{\"params\": {\"lr\": 0.001}, \"tags\": {\"purpose\": \"baseline\"}}")
  record StartRequest(@Nullable ObjectNode params, @Nullable Map<String, String> tags) {}

  @Operation(summary = "A queued or lost run begins")
  @PostMapping("/{id}/start")
  RunView start(@PathVariable RunId id, @RequestBody StartRequest request) {
    return RunView.of(runs.start(id, params(request.params()), tags(request.tags())));
  }

  @Schema(example = "{\"progress\": 0.42}")
  record HeartbeatRequest(@Nullable Double progress) {}

  record HeartbeatView(RunStatus status) {}

  @Operation(summary = "The run is alive")
  @PostMapping("/{id}/heartbeat")
  HeartbeatView heartbeat(@PathVariable RunId id, @RequestBody HeartbeatRequest request) {
    return switch (runs.heartbeat(id, request.progress())) {
      case Heartbeat.Alive _ -> new HeartbeatView(RunStatus.RUNNING);
      case Heartbeat.NotRunning other ->
          throw new Problem.Conflict(
              "run %s is not running: it is %s".formatted(id, other.status()));
    };
  }

  @Schema(example = "{\"status\": \"FAILED\", \"failure\": \"loss is NaN at step 812\"}")
  record FinishRequest(
      @NotNull RunStatus status, @Nullable String failure, @Nullable Instant endedAt) {}

  @Operation(summary = "The run ends")
  @PostMapping("/{id}/finish")
  RunView finish(@PathVariable RunId id, @Valid @RequestBody FinishRequest request) {
    return RunView.of(runs.finish(id, request.status(), request.failure(), request.endedAt()));
  }

  /** A run that has ended goes on. */
  @Operation(summary = "A run that has ended goes on")
  @PostMapping("/{id}/resume")
  RunView resume(@PathVariable RunId id) {
    return RunView.of(runs.resume(id));
  }

  /**
   * Changes name, parent, group, notes or learnt: what is there is set, null takes it away, and
   * what is not there stays.
   */
  @Operation(
      summary = "Changes what people say about a run",
      requestBody =
          @io.swagger.v3.oas.annotations.parameters.RequestBody(
              content =
                  @Content(
                      examples =
                          @ExampleObject(
                              "{\"name\": \"best so far\", \"learnt\": \"a warm-up of 100 steps is enough\"}"))))
  @PatchMapping("/{id}")
  RunView edit(@PathVariable RunId id, @RequestBody ObjectNode changes) {
    List<RunEdit> edits = new ArrayList<>();
    for (Map.Entry<String, JsonNode> change : changes.properties()) {
      @Nullable String text = text(change.getKey(), change.getValue());
      edits.add(
          switch (change.getKey()) {
            case "name" -> new RunEdit.Name(text == null ? "" : text);
            case "parent" -> new RunEdit.Parent(parent(text));
            case "group" -> new RunEdit.Group(text);
            case "notes" -> new RunEdit.Notes(text == null ? "" : text);
            case "learnt" -> new RunEdit.Learnt(text);
            default ->
                throw new Problem.Invalid(
                    change.getKey(),
                    change.getValue(),
                    "what can be changed of a run is name, parent, group, notes and learnt");
          });
    }
    return RunView.of(runs.edit(id, edits));
  }

  private static @Nullable String text(String field, JsonNode value) {
    if (!value.isString() && !value.isNull()) {
      throw new Problem.Invalid(field, value, "text or null is expected");
    }
    return value.isNull() ? null : value.stringValue();
  }

  private static @Nullable RunId parent(@Nullable String text) {
    try {
      return text == null ? null : RunId.of(text);
    } catch (IllegalArgumentException e) {
      throw new Problem.Invalid("parent", text, "the id of a run is expected");
    }
  }

  @Operation(summary = "The parts of a run, newest first")
  @GetMapping("/{id}/children")
  Page<RunView> children(
      @PathVariable RunId id,
      @RequestParam @Nullable Integer limit,
      @RequestParam @Nullable String cursor) {
    return runs.children(id, PageRequest.of(limit, cursor)).map(RunView::of);
  }

  @Operation(summary = "Adds params; what is set does not change")
  @PutMapping("/{id}/params")
  ObjectNode addParams(@PathVariable RunId id, @RequestBody ObjectNode params) {
    return runs.addParams(id, Params.of(params)).tree();
  }

  @Operation(summary = "Sets tags")
  @PutMapping("/{id}/tags")
  Map<String, String> addTags(@PathVariable RunId id, @RequestBody Map<String, String> tags) {
    return runs.addTags(id, tags);
  }

  @Operation(summary = "Removes a tag")
  @DeleteMapping("/{id}/tags")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void removeTag(@PathVariable RunId id, @RequestParam String key) {
    if (!runs.removeTag(id, key)) {
      throw new Problem.NotFound("tag", key + " of run " + id);
    }
  }

  /** Deletes; the run can be restored until it is purged. */
  @Operation(summary = "Deletes a run; it can be restored until it is purged")
  @DeleteMapping("/{id}")
  RunView delete(@PathVariable RunId id) {
    return RunView.of(lifecycle.delete(id));
  }

  @Operation(summary = "Brings a deleted run back")
  @PostMapping("/{id}/restore")
  RunView restore(@PathVariable RunId id) {
    return RunView.of(lifecycle.restore(id));
  }

  @Operation(summary = "Deletes a deleted run for good")
  @PostMapping("/{id}/purge")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void purge(@PathVariable RunId id) {
    lifecycle.purge(id);
  }

  @Operation(summary = "Takes a run out of lists")
  @PostMapping("/{id}/archive")
  RunView archive(@PathVariable RunId id) {
    return RunView.of(lifecycle.archive(id, true));
  }

  @Operation(summary = "Puts a run back into lists")
  @PostMapping("/{id}/unarchive")
  RunView unarchive(@PathVariable RunId id) {
    return RunView.of(lifecycle.archive(id, false));
  }

  private static Params params(@Nullable ObjectNode tree) {
    return tree == null ? Params.empty() : Params.of(tree);
  }

  private static Map<String, String> tags(@Nullable Map<String, String> tags) {
    return tags == null ? Map.of() : tags;
  }
}
