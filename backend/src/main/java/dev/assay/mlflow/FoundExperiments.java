package dev.assay.mlflow;

import dev.assay.problem.Problem;
import dev.assay.runs.Experiment;
import dev.assay.runs.ExperimentId;
import dev.assay.runs.Experiments;
import dev.assay.team.Account;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Finds experiments as MLflow's clients expect them: the one of id 0 is always there. */
@Component
class FoundExperiments {
  private static final String DEFAULT_NAME = "Default";

  private final Experiments experiments;

  FoundExperiments(Experiments experiments) {
    this.experiments = experiments;
  }

  /** The experiment of that id, deleted or not. */
  Experiment get(ExperimentId id, Account account) {
    if (id.equals(Experiments.DEFAULT)) {
      return experiments.byDefault(account.id());
    }
    try {
      return experiments.get(id);
    } catch (Problem.NotFound e) {
      throw notThere(id);
    }
  }

  /** The experiment of that name; a deleted one where there is no other. */
  Optional<Experiment> named(String name, Account account) {
    if (name.equals(DEFAULT_NAME)) {
      experiments.byDefault(account.id());
    }
    return experiments.find(name);
  }

  void requireActive(Experiment experiment) {
    if (experiment.deletedAt() != null) {
      throw Refusal.invalid(
          "The experiment %s must be in the 'active' state. Current state is deleted."
              .formatted(experiment.id()));
    }
  }

  static Refusal notThere(ExperimentId id) {
    return Refusal.missing("No Experiment with id=" + id + " exists");
  }
}
