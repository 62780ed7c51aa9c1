package dev.assay.runs;

import dev.assay.problem.Problem;
import dev.assay.runs.Runs.Heartbeat;
import dev.assay.runs.Runs.NewRun;
import dev.assay.team.Account;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

@RestController
@RequestMapping("/api/v1/runs")
class RunController {
  private static final int SAMPLES_SHOWN = 100;

  private final Runs runs;
  private final RunLifecycle lifecycle;

  RunController(Runs runs, RunLifecycle lifecycle) {
    this.runs = runs;
    this.lifecycle = lifecycle;
  }

  record CreateRequest(
      @NotNull String experiment,
      @Nullable String name,
      @Nullable ObjectNode params,
      @Nullable Map<String, String> tags) {}

  @PostMapping
  @ResponseStatus(HttpStatus.CREATED)
  RunView create(@Valid @RequestBody CreateRequest run, @AuthenticationPrincipal Account account) {
    NewRun wanted =
        new NewRun(run.experiment(), run.name(), params(run.params()), tags(run.tags()));
    return RunView.of(runs.create(wanted, account.id()));
  }

  @GetMapping("/{id}")
  RunView get(@PathVariable RunId id) {
    return RunView.of(runs.get(id));
  }

  record StartRequest(@Nullable ObjectNode params, @Nullable Map<String, String> tags) {}

  @PostMapping("/{id}/start")
  RunView start(@PathVariable RunId id, @RequestBody StartRequest request) {
    return RunView.of(runs.start(id, params(request.params()), tags(request.tags())));
  }

  record HeartbeatRequest(@Nullable Double progress) {}

  record HeartbeatView(RunStatus status) {}

  @PostMapping("/{id}/heartbeat")
  HeartbeatView heartbeat(@PathVariable RunId id, @RequestBody HeartbeatRequest request) {
    return switch (runs.heartbeat(id, request.progress())) {
      case Heartbeat.Alive _ -> new HeartbeatView(RunStatus.RUNNING);
      case Heartbeat.NotRunning other ->
          throw new Problem.Conflict(
              "run %s is not running: it is %s".formatted(id, other.status()));
    };
  }

  record FinishRequest(@NotNull RunStatus status, @Nullable String failure) {}

  @PostMapping("/{id}/finish")
  RunView finish(@PathVariable RunId id, @Valid @RequestBody FinishRequest request) {
    return RunView.of(runs.finish(id, request.status(), request.failure()));
  }

  @PutMapping("/{id}/params")
  ObjectNode addParams(@PathVariable RunId id, @RequestBody ObjectNode params) {
    return runs.addParams(id, Params.of(params)).tree();
  }

  @PutMapping("/{id}/tags")
  Map<String, String> addTags(@PathVariable RunId id, @RequestBody Map<String, String> tags) {
    return runs.addTags(id, tags);
  }

  record NewSample(long step, @NotNull String prompt, @NotNull String text) {}

  record SampleView(long step, String prompt, String text, Instant at) {
    static SampleView of(Sample s) {
      return new SampleView(s.step(), s.prompt(), s.text(), s.at());
    }
  }

  @PostMapping("/{id}/samples")
  @ResponseStatus(HttpStatus.CREATED)
  SampleView addSample(@PathVariable RunId id, @Valid @RequestBody NewSample sample) {
    return SampleView.of(runs.addSample(id, sample.step(), sample.prompt(), sample.text()));
  }

  record SampleList(List<SampleView> items) {}

  @GetMapping("/{id}/samples")
  SampleList samples(@PathVariable RunId id) {
    return new SampleList(runs.samples(id, SAMPLES_SHOWN).stream().map(SampleView::of).toList());
  }

  /** Deletes; the run can be restored until it is purged. */
  @DeleteMapping("/{id}")
  RunView delete(@PathVariable RunId id) {
    return RunView.of(lifecycle.delete(id));
  }

  @PostMapping("/{id}/restore")
  RunView restore(@PathVariable RunId id) {
    return RunView.of(lifecycle.restore(id));
  }

  @PostMapping("/{id}/purge")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void purge(@PathVariable RunId id) {
    lifecycle.purge(id);
  }

  @PostMapping("/{id}/archive")
  RunView archive(@PathVariable RunId id) {
    return RunView.of(lifecycle.archive(id, true));
  }

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
