package dev.assay.sweeps;

import dev.assay.paging.Page;
import dev.assay.paging.PageRequest;
import dev.assay.problem.Problem;
import dev.assay.runs.ExperimentId;
import dev.assay.search.LearningCurve;
import dev.assay.sweeps.SweepView.TrialView;
import dev.assay.team.Account;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/** Sweeps over HTTP; specifications are JSON or YAML. */
@RestController
@RequestMapping("/api/v1/sweeps")
class SweepController {
  private static final int PREVIEWED = 20;

  /** What people and their tools call YAML. */
  private static final String YAML = "application/yaml";

  private static final String X_YAML = "application/x-yaml";

  private final Sweeps sweeps;
  private final OutsideTrials outside;

  SweepController(Sweeps sweeps, OutsideTrials outside) {
    this.sweeps = sweeps;
    this.outside = outside;
  }

  @Operation(
      summary = "Start a sweep",
      description = "The body is its specification, as JSON or YAML. All errors are told at once.")
  @PostMapping(consumes = {MediaType.APPLICATION_JSON_VALUE, YAML, X_YAML, "text/yaml"})
  @ResponseStatus(HttpStatus.CREATED)
  SweepView create(@RequestBody String spec, @AuthenticationPrincipal Account account) {
    return SweepView.of(sweeps.create(sweeps.parse(spec), account.id()));
  }

  record PreviewView(List<ObjectNode> configurations, EstimateView estimate) {}

  /**
   * What it will take; null for what is unknown.
   *
   * @param seconds of all runs together
   * @param elapsedSeconds with an agent for each run at a time
   */
  record EstimateView(
      @Nullable Integer trials,
      @Nullable Double seconds,
      @Nullable Double elapsedSeconds,
      @Nullable Double flops,
      List<String> notes) {
    static EstimateView of(Estimate e) {
      return new EstimateView(
          e.trials(),
          e.time() == null ? null : (Double) Durations.seconds(e.time()),
          e.elapsed() == null ? null : (Double) Durations.seconds(e.elapsed()),
          e.flops(),
          e.notes());
    }
  }

  @Operation(
      summary = "What a sweep would do first, and what it would take",
      description = "Nothing is started. The body is a specification.")
  @PostMapping(
      path = "/preview",
      consumes = {MediaType.APPLICATION_JSON_VALUE, YAML, X_YAML, "text/yaml"})
  PreviewView preview(@RequestBody String spec, @RequestParam @Nullable Integer count) {
    SweepSpec parsed = sweeps.parse(spec);
    return new PreviewView(
        sweeps.preview(parsed, count == null ? PREVIEWED : count).stream()
            .map(SweepStore::tree)
            .toList(),
        EstimateView.of(sweeps.estimate(parsed)));
  }

  @Operation(summary = "JSON schema of specifications")
  @GetMapping("/schema")
  ObjectNode schema() {
    return SpecSchema.json();
  }

  @GetMapping
  Page<SweepView> list(
      @RequestParam @Nullable Long experiment,
      @RequestParam @Nullable Integer limit,
      @RequestParam @Nullable String cursor) {
    @Nullable ExperimentId of = experiment == null ? null : new ExperimentId(experiment);
    return sweeps.list(of, PageRequest.of(limit, cursor)).map(SweepView::of);
  }

  @GetMapping("/{id}")
  SweepView get(@PathVariable SweepId id) {
    return SweepView.of(sweeps.get(id));
  }

  @Operation(summary = "Its specification as YAML")
  @GetMapping(path = "/{id}/yaml", produces = YAML)
  String yaml(@PathVariable SweepId id) {
    return sweeps.yaml(sweeps.get(id).spec());
  }

  @GetMapping("/{id}/trials")
  Page<TrialView> trials(
      @PathVariable SweepId id,
      @RequestParam @Nullable Integer limit,
      @RequestParam @Nullable String cursor) {
    return sweeps.trials(id, PageRequest.of(limit, cursor)).map(TrialView::of);
  }

  @GetMapping("/{id}/trials/{number}")
  TrialView trial(@PathVariable SweepId id, @PathVariable int number) {
    return TrialView.of(sweeps.trial(id, number));
  }

  record Trials(List<TrialView> items) {}

  @Operation(summary = "Trials that no other is better than in every objective")
  @GetMapping("/{id}/front")
  Trials front(@PathVariable SweepId id) {
    return new Trials(sweeps.front(id).stream().map(TrialView::of).toList());
  }

  /**
   * @param values null for what is no number
   */
  @SuppressWarnings("ArrayRecordComponent") // a column of numbers, never compared
  record CurveView(int trial, long[] steps, List<@Nullable Double> values) {
    static CurveView of(LearningCurve c) {
      List<@Nullable Double> values =
          Arrays.stream(c.values())
              .<@Nullable Double>mapToObj(v -> Double.isFinite(v) ? (Double) v : null)
              .toList();
      return new CurveView(c.trial(), c.steps(), values);
    }
  }

  record Curves(List<CurveView> items) {}

  @Operation(summary = "What the trials reported, as far as the pruner looks at it")
  @GetMapping("/{id}/curves")
  Curves curves(@PathVariable SweepId id) {
    return new Curves(sweeps.curves(id).stream().map(CurveView::of).toList());
  }

  record DecisionView(
      long seq, @Nullable Integer trial, Decision.Kind kind, String reason, Instant at) {
    static DecisionView of(Decision d) {
      return new DecisionView(d.seq(), d.trial(), d.kind(), d.reason(), d.at());
    }
  }

  @Operation(summary = "What was decided and why, the newest first")
  @GetMapping("/{id}/decisions")
  Page<DecisionView> decisions(
      @PathVariable SweepId id,
      @RequestParam @Nullable Integer trial,
      @RequestParam @Nullable Integer limit,
      @RequestParam @Nullable String cursor) {
    return sweeps.decisions(id, trial, PageRequest.of(limit, cursor)).map(DecisionView::of);
  }

  @PostMapping("/{id}/pause")
  SweepView pause(@PathVariable SweepId id, @AuthenticationPrincipal Account account) {
    return SweepView.of(sweeps.pause(id, account.id()));
  }

  @PostMapping("/{id}/resume")
  SweepView resume(@PathVariable SweepId id, @AuthenticationPrincipal Account account) {
    return SweepView.of(sweeps.resume(id, account.id()));
  }

  @PostMapping("/{id}/stop")
  SweepView stop(@PathVariable SweepId id, @AuthenticationPrincipal Account account) {
    return SweepView.of(sweeps.stop(id, account.id()));
  }

  @Operation(
      summary = "Give a sweep a greater budget; one that has ended goes on",
      description = "The body is a budget, such as `{\"trials\": 100, \"time\": \"4h\"}`.")
  @PostMapping("/{id}/extend")
  SweepView extend(
      @PathVariable SweepId id,
      @RequestBody ObjectNode budget,
      @AuthenticationPrincipal Account account) {
    return SweepView.of(sweeps.extend(id, SpecReader.readBudget(budget), account.id()));
  }

  /**
   * @param run whether a run is made that records the trial
   */
  @Schema(example = "{\"run\": true}")
  record AskRequest(@Nullable Boolean run) {}

  @Operation(
      summary = "The next configuration, for a program outside to try",
      description = "Of a sweep without a recipe. 409 when there is none to be had.")
  @PostMapping("/{id}/ask")
  @ResponseStatus(HttpStatus.CREATED)
  TrialView ask(
      @PathVariable SweepId id,
      @RequestBody AskRequest request,
      @AuthenticationPrincipal Account account) {
    return TrialView.of(outside.ask(id, Boolean.TRUE.equals(request.run()), account.id()));
  }

  @Schema(example = "{\"configuration\": {\"optimizer.lr\": 0.003, \"layers\": 4}}")
  record Chosen(@NotNull ObjectNode configuration) {}

  @Operation(summary = "Have a configuration tried that an optimiser outside has chosen")
  @PostMapping("/{id}/trials")
  @ResponseStatus(HttpStatus.CREATED)
  TrialView add(@PathVariable SweepId id, @Valid @RequestBody Chosen chosen) {
    return TrialView.of(outside.add(id, SweepStore.configuration(chosen.configuration())));
  }

  /**
   * @param value null for one that is no number
   */
  @Schema(example = "{\"step\": 400, \"value\": 3.01}")
  record Report(@NotNull Long step, @Nullable Double value) {}

  @Operation(summary = "Report the first objective at a step; says whether to go on")
  @PostMapping("/{id}/trials/{number}/report")
  OutsideTrials.Advice report(
      @PathVariable SweepId id, @PathVariable int number, @Valid @RequestBody Report report) {
    double value = report.value() == null ? Double.NaN : report.value();
    return outside.report(id, number, report.step(), value);
  }

  /**
   * @param values of the objectives, in their order; null for what is no number
   * @param failed why it failed, in place of values
   */
  @Schema(example = "{\"values\": [0.397887]}")
  record Told(@Nullable List<@Nullable Double> values, @Nullable String failed) {}

  @Operation(summary = "Tell what came of a trial")
  @PostMapping("/{id}/trials/{number}/tell")
  TrialView tell(@PathVariable SweepId id, @PathVariable int number, @RequestBody Told told) {
    if ((told.values() == null) == (told.failed() == null)) {
      throw new Problem.Invalid(
          "values",
          told.values() == null ? "missing" : "given with failed",
          "either values or failed is given");
    }
    return TrialView.of(
        told.values() != null
            ? outside.tell(id, number, told.values())
            : outside.fail(id, number, "" + told.failed()));
  }
}
