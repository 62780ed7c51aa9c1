package dev.assay.ui.experiments;

import dev.assay.runs.Experiment;
import dev.assay.runs.ExperimentId;
import dev.assay.runs.ExperimentLifecycle;
import dev.assay.runs.Experiments;
import java.util.SortedMap;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** What people change of an experiment in its dialog; all of it or nothing. */
@Component
class ExperimentChanges {
  private final Experiments experiments;
  private final ExperimentLifecycle lifecycle;

  ExperimentChanges(Experiments experiments, ExperimentLifecycle lifecycle) {
    this.experiments = experiments;
    this.lifecycle = lifecycle;
  }

  Experiment get(ExperimentId id) {
    return experiments.get(id);
  }

  @Transactional
  public void save(ExperimentId id, String name, String notes, SortedMap<String, String> tags) {
    Experiment before = experiments.get(id);
    experiments.edit(id, name.equals(before.name()) ? null : name, notes);
    TagText.shown(before.tags()).keySet().stream()
        .filter(key -> !tags.containsKey(key))
        .forEach(key -> experiments.untag(id, key));
    experiments.tag(id, tags);
  }

  void archive(ExperimentId id, boolean archived) {
    lifecycle.archive(id, archived);
  }

  void delete(ExperimentId id) {
    lifecycle.delete(id);
  }

  void restore(ExperimentId id) {
    lifecycle.restore(id);
  }
}
