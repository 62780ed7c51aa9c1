package dev.assay.runs;

import dev.assay.paging.Page;
import dev.assay.paging.PageRequest;
import dev.assay.team.Account;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.time.Instant;
import java.util.Map;
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

@RestController
@RequestMapping("/api/v1/experiments")
class ExperimentController {
  private final Experiments experiments;
  private final ExperimentLifecycle lifecycle;
  private final Runs runs;
  private final Retention retention;

  ExperimentController(
      Experiments experiments, ExperimentLifecycle lifecycle, Runs runs, Retention retention) {
    this.experiments = experiments;
    this.lifecycle = lifecycle;
    this.runs = runs;
    this.retention = retention;
  }

  @Schema(
      example =
          """
          {"id": 1, "name": "sizes", "notes": "Which size is *best* under 1e17 FLOPs?",
           "tags": {"team": "nlp"}, "createdAt": "2026-01-01T00:00:00Z",
           "updatedAt": "2026-01-02T00:00:00Z", "archivedAt": null, "deletedAt": null}
          """)
  record ExperimentView(
      long id,
      String name,
      String notes,
      Map<String, String> tags,
      Instant createdAt,
      Instant updatedAt,
      @Nullable Instant archivedAt,
      @Nullable Instant deletedAt) {
    static ExperimentView of(Experiment e) {
      return new ExperimentView(
          e.id().value(),
          e.name(),
          e.notes(),
          e.tags(),
          e.createdAt(),
          e.updatedAt(),
          e.archivedAt(),
          e.deletedAt());
    }
  }

  record SummaryView(
      long id,
      String name,
      Instant createdAt,
      long runs,
      long running,
      @Nullable Instant lastActivity) {
    static SummaryView of(ExperimentSummary s) {
      Experiment e = s.experiment();
      return new SummaryView(
          e.id().value(), e.name(), e.createdAt(), s.runs(), s.running(), s.lastActivity());
    }
  }

  @Schema(
      example =
          """
          {"name": "sizes", "notes": "Which size is *best* under 1e17 FLOPs?", "tags": {"team": "nlp"}}
          """)
  record NewExperiment(
      @NotNull String name, @Nullable String notes, @Nullable Map<String, String> tags) {}

  @Operation(summary = "A new experiment")
  @PostMapping
  @ResponseStatus(HttpStatus.CREATED)
  ExperimentView create(
      @Valid @RequestBody NewExperiment wanted, @AuthenticationPrincipal Account account) {
    String notes = wanted.notes() == null ? "" : wanted.notes();
    Map<String, String> tags = wanted.tags() == null ? Map.of() : wanted.tags();
    return ExperimentView.of(experiments.create(wanted.name(), notes, tags, account.id()));
  }

  @Operation(summary = "Experiments, those with the newest runs first")
  @GetMapping
  Page<SummaryView> list(
      @RequestParam(defaultValue = "ACTIVE") Shelf shelf,
      @RequestParam(defaultValue = "") String name,
      @RequestParam @Nullable Integer limit,
      @RequestParam @Nullable String cursor) {
    return experiments.list(shelf, name, PageRequest.of(limit, cursor)).map(SummaryView::of);
  }

  @Operation(summary = "An experiment")
  @GetMapping("/{id}")
  ExperimentView get(@PathVariable ExperimentId id) {
    return ExperimentView.of(experiments.get(id));
  }

  @Schema(example = "{\"name\": \"sizes, second round\"}")
  record ExperimentChange(@Nullable String name, @Nullable String notes) {}

  @Operation(summary = "Changes name or notes")
  @PatchMapping("/{id}")
  ExperimentView change(@PathVariable ExperimentId id, @RequestBody ExperimentChange change) {
    return ExperimentView.of(experiments.edit(id, change.name(), change.notes()));
  }

  @Operation(summary = "Sets tags")
  @PutMapping("/{id}/tags")
  Map<String, String> addTags(
      @PathVariable ExperimentId id, @RequestBody Map<String, String> tags) {
    return experiments.tag(id, tags).tags();
  }

  @Operation(summary = "Removes a tag")
  @DeleteMapping("/{id}/tags")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void removeTag(@PathVariable ExperimentId id, @RequestParam String key) {
    experiments.untag(id, key);
  }

  /** Deletes it and its runs; they can be restored until they are purged. */
  @Operation(summary = "Deletes an experiment and its runs")
  @DeleteMapping("/{id}")
  ExperimentView delete(@PathVariable ExperimentId id) {
    return ExperimentView.of(lifecycle.delete(id));
  }

  @Operation(summary = "Brings a deleted experiment back")
  @PostMapping("/{id}/restore")
  ExperimentView restore(@PathVariable ExperimentId id) {
    return ExperimentView.of(lifecycle.restore(id));
  }

  /** Works for some seconds; to be sent again while runs are left. */
  @Operation(summary = "Deletes a deleted experiment for good, for some seconds")
  @PostMapping("/{id}/purge")
  ExperimentLifecycle.Purge purge(@PathVariable ExperimentId id) {
    return lifecycle.purge(id);
  }

  @Operation(summary = "Takes an experiment out of lists")
  @PostMapping("/{id}/archive")
  ExperimentView archive(@PathVariable ExperimentId id) {
    return ExperimentView.of(lifecycle.archive(id, true));
  }

  @Operation(summary = "Puts an experiment back into lists")
  @PostMapping("/{id}/unarchive")
  ExperimentView unarchive(@PathVariable ExperimentId id) {
    return ExperimentView.of(lifecycle.archive(id, false));
  }

  @Operation(summary = "The runs of an experiment, newest first")
  @GetMapping("/{id}/runs")
  Page<RunView> runs(
      @PathVariable ExperimentId id,
      @RequestParam(defaultValue = "ACTIVE") Shelf shelf,
      @RequestParam @Nullable Integer limit,
      @RequestParam @Nullable String cursor) {
    return runs.list(id, shelf, PageRequest.of(limit, cursor)).map(RunView::of);
  }

  @Operation(summary = "How long its runs are kept")
  @GetMapping("/{id}/retention")
  Retention.Rules retention(@PathVariable ExperimentId id) {
    return retention.rules(id);
  }

  @Operation(summary = "Sets how long its runs are kept")
  @PutMapping("/{id}/retention")
  Retention.Rules setRetention(@PathVariable ExperimentId id, @RequestBody Retention.Rules rules) {
    return retention.setRules(id, rules);
  }
}
