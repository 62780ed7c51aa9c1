package dev.assay.mlflow;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.assay.mlflow.RunAnswer.Info;
import dev.assay.runs.Dataset;
import dev.assay.runs.Experiment;
import dev.assay.runs.ExperimentId;
import dev.assay.runs.Experiments;
import dev.assay.runs.Input;
import dev.assay.runs.Inputs;
import dev.assay.runs.NewRun;
import dev.assay.runs.Params;
import dev.assay.runs.Run;
import dev.assay.runs.RunEdit;
import dev.assay.runs.RunId;
import dev.assay.runs.RunLifecycle;
import dev.assay.runs.RunStatus;
import dev.assay.runs.Runs;
import dev.assay.team.Account;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;

/** The life of runs, their tags and what they were given. */
@MlflowApi
class MlflowRunController {
  private static final int LONGEST_DATASET_NAME = 500;
  private static final int LONGEST_DIGEST = 36;
  private static final int LONGEST_SOURCE = 65_535;
  private static final int LONGEST_SCHEMA = 1_048_575;
  private static final int LONGEST_PROFILE = 16_777_215;
  private static final int LONGEST_INPUT_KEY = 255;
  private static final int LONGEST_INPUT_VALUE = 500;
  private static final String CONTEXT = "mlflow.data.context";

  private final Runs runs;
  private final RunLifecycle lifecycle;
  private final Inputs inputs;
  private final FoundExperiments experiments;
  private final RunRecords records;
  private final LoggedModelRecords models;
  private final RunAnswers answers;

  MlflowRunController(
      Runs runs,
      RunLifecycle lifecycle,
      Inputs inputs,
      FoundExperiments experiments,
      RunRecords records,
      LoggedModelRecords models,
      RunAnswers answers) {
    this.runs = runs;
    this.lifecycle = lifecycle;
    this.inputs = inputs;
    this.experiments = experiments;
    this.records = records;
    this.models = models;
    this.answers = answers;
  }

  record OneRun(RunAnswer run) {}

  record OneRunInfo(@JsonProperty("run_info") Info runInfo) {}

  /** An answer that says nothing but that it is done. */
  record Done() {}

  @PostMapping("/runs/create")
  OneRun create(Fields request, @AuthenticationPrincipal Account account) {
    Map<String, String> tags = new LinkedHashMap<>();
    for (Fields tag : request.list("tags")) {
      KeyValue checked =
          Checks.tag(tag.place(), new KeyValue(tag.required("key"), tag.text("value", "")));
      tags.put(checked.key(), checked.value());
    }
    String user = request.text("user_id", "");
    if (!user.isEmpty()) {
      tags.putIfAbsent(MlflowTags.USER, user);
    }
    String name = runName(request.text("run_name", ""), tags.getOrDefault(MlflowTags.RUN_NAME, ""));
    @Nullable RunId parent = MlflowTags.parent(tags);
    @Nullable Long start = request.integer("start_time");
    NewRun run =
        new NewRun(name.isBlank() ? null : name, Params.empty(), tags)
            .under(parent != null && runs.isPresent(parent) ? parent : null)
            .from(MlflowTags.provenance(tags))
            .silent(start == null || start == 0 ? null : Instant.ofEpochMilli(start));
    Run created = runs.create(experimentOf(request, account), run, account.id());
    Map<String, String> more = new LinkedHashMap<>(Map.of(MlflowTags.RUN_NAME, created.name()));
    if (tags.containsKey(MlflowTags.NOTE)) {
      more.put(MlflowTags.NOTE, Objects.requireNonNull(tags.get(MlflowTags.NOTE)));
    }
    records.setTags(created.id(), KeyValue.of(more));
    return new OneRun(answers.of(runs.get(created.id())));
  }

  private ExperimentId experimentOf(Fields request, Account account) {
    String given = request.text("experiment_id", "");
    Experiment experiment =
        experiments.get(given.isEmpty() ? Experiments.DEFAULT : Ids.experiment(given), account);
    experiments.requireActive(experiment);
    return experiment.id();
  }

  private static String runName(String name, String tag) {
    if (!name.isEmpty() && !tag.isEmpty() && !name.equals(tag)) {
      throw Refusal.invalid(
          "Both 'run_name' argument and 'mlflow.runName' tag are specified, but with different values (run_name='%s', mlflow.runName='%s')."
              .formatted(name, tag));
    }
    return name.isEmpty() ? tag : name;
  }

  @GetMapping("/runs/get")
  OneRun get(Fields request) {
    return new OneRun(answers.of(records.get(request.run())));
  }

  @PostMapping("/runs/update")
  OneRunInfo update(Fields request) {
    RunId id = request.run();
    Run run = records.active(id);
    @Nullable Status status = request.choice("status", Status.class, e -> e.ordinal() + 1);
    @Nullable Long end = request.integer("end_time");
    String name = request.text("run_name", "");
    if (status != null || end != null) {
      change(run, status == null ? run.status() : status.status(), end);
    }
    if (!name.isEmpty()) {
      runs.edit(id, List.of(new RunEdit.Name(name)));
      runs.addTags(id, Map.of(MlflowTags.RUN_NAME, name));
    }
    return new OneRunInfo(Info.of(runs.get(id)));
  }

  /** For MLflow's clients a run goes from every state to every other. */
  private void change(Run run, RunStatus to, @Nullable Long end) {
    boolean other = run.status() != to;
    switch (to) {
      case RUNNING, PAUSED, LOST -> {
        if (other && run.status() != RunStatus.PAUSED) { // which reads RUNNING there
          runs.resume(run.id());
        }
      }
      case QUEUED -> {
        if (run.status().hasEnded()) {
          runs.resume(run.id());
        }
        if (other) {
          runs.requeue(run.id());
        }
      }
      case FINISHED, FAILED, KILLED -> {
        if (other && run.status().hasEnded()) {
          runs.resume(run.id());
        }
        runs.finish(run.id(), to, null, end == null ? null : Instant.ofEpochMilli(end));
      }
    }
  }

  @PostMapping("/runs/delete")
  Done delete(Fields request) {
    lifecycle.delete(records.get(request.run()).id());
    return new Done();
  }

  @PostMapping("/runs/restore")
  Done restore(Fields request) {
    lifecycle.restore(records.get(request.run()).id());
    return new Done();
  }

  @PostMapping("/runs/set-tag")
  Done setTag(Fields request) {
    RunId run = request.run();
    KeyValue tag = Checks.tag("", new KeyValue(request.required("key"), request.text("value", "")));
    records.active(run);
    records.setTags(run, List.of(tag));
    return new Done();
  }

  @PostMapping("/runs/delete-tag")
  Done deleteTag(Fields request) {
    records.deleteTag(request.run(), request.required("key"));
    return new Done();
  }

  @PostMapping("/runs/log-inputs")
  Done logInputs(Fields request) {
    RunId run = request.run();
    List<Input> given = new ArrayList<>();
    for (Fields input : request.list("datasets")) {
      given.add(input(input));
    }
    records.active(run);
    inputs.add(run, given);
    models.addInputs(run, request.list("models"));
    return new Done();
  }

  private static Input input(Fields input) {
    @Nullable Fields dataset = input.object("dataset");
    if (dataset == null) {
      throw input.missing("dataset");
    }
    Map<String, String> tags = new LinkedHashMap<>();
    for (Fields tag : input.list("tags")) {
      tags.put(
          Checks.length("key", tag.required("key"), LONGEST_INPUT_KEY),
          Checks.length("value", tag.text("value", ""), LONGEST_INPUT_VALUE));
    }
    return new Input(
        new Dataset(
            Checks.length("name", dataset.required("name"), LONGEST_DATASET_NAME),
            Checks.length("digest", dataset.required("digest"), LONGEST_DIGEST),
            dataset.text("source_type", ""),
            Checks.length("source", dataset.text("source", ""), LONGEST_SOURCE),
            bounded(dataset, "schema", LONGEST_SCHEMA),
            bounded(dataset, "profile", LONGEST_PROFILE)),
        tags.getOrDefault(CONTEXT, ""),
        tags);
  }

  private static @Nullable String bounded(Fields dataset, String field, int longest) {
    @Nullable String text = dataset.text(field);
    return text == null ? null : Checks.length(field, text, longest);
  }
}
