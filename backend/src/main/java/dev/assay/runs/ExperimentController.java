package dev.assay.runs;

import dev.assay.paging.Page;
import dev.assay.paging.PageRequest;
import dev.assay.team.Account;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
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
  private final Runs runs;
  private final Retention retention;

  ExperimentController(Experiments experiments, Runs runs, Retention retention) {
    this.experiments = experiments;
    this.runs = runs;
    this.retention = retention;
  }

  record ExperimentView(long id, String name, Instant createdAt) {
    static ExperimentView of(Experiment e) {
      return new ExperimentView(e.id().value(), e.name(), e.createdAt());
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

  record NewExperiment(@NotNull String name) {}

  @PostMapping
  @ResponseStatus(HttpStatus.CREATED)
  ExperimentView create(
      @Valid @RequestBody NewExperiment experiment, @AuthenticationPrincipal Account account) {
    return ExperimentView.of(experiments.create(experiment.name(), account.id()));
  }

  @GetMapping
  Page<SummaryView> list(
      @RequestParam @Nullable Integer limit, @RequestParam @Nullable String cursor) {
    return experiments.list(PageRequest.of(limit, cursor)).map(SummaryView::of);
  }

  @GetMapping("/{id}")
  ExperimentView get(@PathVariable ExperimentId id) {
    return ExperimentView.of(experiments.get(id));
  }

  @GetMapping("/{id}/runs")
  Page<RunView> runs(
      @PathVariable ExperimentId id,
      @RequestParam(defaultValue = "ACTIVE") Runs.Shelf shelf,
      @RequestParam @Nullable Integer limit,
      @RequestParam @Nullable String cursor) {
    return runs.list(id, shelf, PageRequest.of(limit, cursor)).map(RunView::of);
  }

  @GetMapping("/{id}/retention")
  Retention.Rules retention(@PathVariable ExperimentId id) {
    return retention.rules(id);
  }

  @PutMapping("/{id}/retention")
  Retention.Rules setRetention(@PathVariable ExperimentId id, @RequestBody Retention.Rules rules) {
    return retention.setRules(id, rules);
  }
}
