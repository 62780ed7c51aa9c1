package dev.assay.sweeps;

import dev.assay.paging.PageRequest;
import dev.assay.problem.Problem;
import dev.assay.query.RunQuery;
import dev.assay.query.RunSearch;
import dev.assay.runs.Experiment;
import dev.assay.runs.Experiments;
import dev.assay.runs.Run;
import dev.assay.runs.RunId;
import dev.assay.runs.Runs;
import dev.assay.runs.Shelf;
import dev.assay.search.Configuration;
import dev.assay.search.Outcome;
import dev.assay.search.Parameter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** What earlier runs teach a sampler before it begins. */
@Component
class WarmStarts implements SpecReader.RunFinder {
  private final Runs runs;
  private final Experiments experiments;
  private final RunSearch search;
  private final Results results;

  WarmStarts(Runs runs, Experiments experiments, RunSearch search, Results results) {
    this.runs = runs;
    this.experiments = experiments;
    this.search = search;
    this.results = results;
  }

  @Override
  public List<RunId> find(String experiment, String filter, int most) {
    Experiment found =
        experiments
            .find(experiment)
            .filter(e -> e.deletedAt() == null)
            .orElseThrow(
                () -> new Problem.Invalid("experiment", experiment, "there is none of that name"));
    RunQuery query = RunQuery.parse(List.of(found.id()), Set.of(Shelf.ACTIVE), filter, List.of());
    return search.ids(query, PageRequest.first(most)).items();
  }

  /** What the runs of a specification came to, as far as they are of its space. */
  List<Outcome> outcomes(SweepSpec spec) {
    if (spec.warmStart().isEmpty()) {
      return List.of();
    }
    Map<RunId, double[]> values = results.objectives(spec, spec.warmStart());
    List<Outcome> outcomes = new ArrayList<>();
    for (Run run : runs.all(spec.warmStart())) {
      double @Nullable [] of = values.get(run.id());
      Configuration configuration = configuration(spec, run);
      if (of != null && run.deletedAt() == null && spec.space().allows(configuration)) {
        outcomes.add(new Outcome(configuration, of));
      }
    }
    return outcomes;
  }

  private static Configuration configuration(SweepSpec spec, Run run) {
    Map<String, JsonNode> given = run.params().values();
    Map<String, JsonNode> values = new LinkedHashMap<>();
    for (Parameter parameter : spec.space().parameters()) {
      @Nullable JsonNode value = given.get(parameter.name());
      boolean wanted = parameter.when() == null || parameter.when().holds(values);
      if (value != null && wanted) { // params may have a value where the space has none
        values.put(parameter.name(), value);
      }
    }
    return Configuration.of(values);
  }
}
