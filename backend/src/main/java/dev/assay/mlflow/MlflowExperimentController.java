package dev.assay.mlflow;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.assay.mlflow.MlflowRunController.Done;
import dev.assay.problem.Problem;
import dev.assay.runs.Experiment;
import dev.assay.runs.ExperimentId;
import dev.assay.runs.ExperimentLifecycle;
import dev.assay.runs.Experiments;
import dev.assay.team.Account;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;

/** Experiments and their tags. */
@MlflowApi
class MlflowExperimentController {
  private static final int LONGEST_NAME = 500;

  private final Experiments experiments;
  private final ExperimentLifecycle lifecycle;
  private final FoundExperiments found;

  MlflowExperimentController(
      Experiments experiments, ExperimentLifecycle lifecycle, FoundExperiments found) {
    this.experiments = experiments;
    this.lifecycle = lifecycle;
    this.found = found;
  }

  record Created(@JsonProperty("experiment_id") String experimentId) {}

  record OneExperiment(ExperimentAnswer experiment) {}

  @PostMapping("/experiments/create")
  Created create(Fields request, @AuthenticationPrincipal Account account) {
    String name = Checks.length("name", request.required("name"), LONGEST_NAME);
    Map<String, String> tags = new LinkedHashMap<>();
    for (Fields tag : request.list("tags")) {
      KeyValue checked =
          Checks.experimentTag(new KeyValue(tag.required("key"), tag.text("value", "")));
      tags.put(checked.key(), checked.value());
    }
    request.text("artifact_location"); // artifacts go through the server, wherever it is
    String notes = tags.getOrDefault(MlflowTags.NOTE, "");
    tags.remove(MlflowTags.NOTE);
    try {
      return new Created(Ids.of(experiments.create(name, notes, tags, account.id()).id()));
    } catch (Problem.Conflict e) {
      throw taken(name);
    }
  }

  private static Refusal taken(String name) {
    return new Refusal(
        ErrorCode.RESOURCE_ALREADY_EXISTS, "Experiment(name=" + name + ") already exists.");
  }

  @GetMapping("/experiments/get")
  OneExperiment get(Fields request, @AuthenticationPrincipal Account account) {
    return new OneExperiment(ExperimentAnswer.of(found.get(request.experiment(), account)));
  }

  @GetMapping("/experiments/get-by-name")
  OneExperiment getByName(Fields request, @AuthenticationPrincipal Account account) {
    String name = request.required("experiment_name");
    return found
        .named(name, account)
        .map(e -> new OneExperiment(ExperimentAnswer.of(e)))
        .orElseThrow(
            () -> Refusal.missing("Could not find experiment with name '%s'".formatted(name)));
  }

  @PostMapping("/experiments/delete")
  Done delete(Fields request, @AuthenticationPrincipal Account account) {
    ExperimentId id = request.experiment();
    if (found.get(id, account).deletedAt() != null) {
      throw FoundExperiments.notThere(id);
    }
    lifecycle.delete(id);
    return new Done();
  }

  @PostMapping("/experiments/restore")
  Done restore(Fields request, @AuthenticationPrincipal Account account) {
    ExperimentId id = request.experiment();
    if (found.get(id, account).deletedAt() == null) {
      throw FoundExperiments.notThere(id);
    }
    lifecycle.restore(id);
    return new Done();
  }

  @PostMapping("/experiments/update")
  Done update(Fields request, @AuthenticationPrincipal Account account) {
    ExperimentId id = request.experiment();
    String name = Checks.length("name", request.required("new_name"), LONGEST_NAME);
    Experiment experiment = found.get(id, account);
    if (experiment.deletedAt() != null) {
      throw new Refusal(ErrorCode.INVALID_STATE, "Cannot rename a non-active experiment.");
    }
    try {
      experiments.rename(id, name);
    } catch (Problem.Conflict e) {
      throw taken(name);
    }
    return new Done();
  }

  @PostMapping("/experiments/set-experiment-tag")
  Done setTag(Fields request, @AuthenticationPrincipal Account account) {
    Experiment experiment = found.get(request.experiment(), account);
    String key = request.required("key");
    String value = request.text("value", "");
    found.requireActive(experiment);
    if (key.equals(MlflowTags.NOTE)) {
      experiments.describe(experiment.id(), value);
    } else {
      KeyValue tag = Checks.experimentTag(new KeyValue(key, value));
      experiments.tag(experiment.id(), Map.of(tag.key(), tag.value()));
    }
    return new Done();
  }

  @PostMapping("/experiments/delete-experiment-tag")
  Done deleteTag(Fields request, @AuthenticationPrincipal Account account) {
    Experiment experiment = found.get(request.experiment(), account);
    String key = request.required("key");
    found.requireActive(experiment);
    boolean wasThere = experiments.untag(experiment.id(), key);
    if (key.equals(MlflowTags.NOTE) && !experiment.notes().isEmpty()) {
      experiments.describe(experiment.id(), "");
      wasThere = true;
    }
    if (!wasThere) {
      throw Refusal.missing(
          "No tag with name: %s in experiment with id %s".formatted(key, experiment.id()));
    }
    return new Done();
  }
}
