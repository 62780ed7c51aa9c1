package dev.assay.sweeps;

import dev.assay.runs.Params;
import dev.assay.runs.RunId;
import dev.assay.search.PrunerSpec;
import dev.assay.search.SamplerKind;
import dev.assay.search.Space;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a sweep is to be.
 *
 * @param name for people
 * @param experiment that its runs go to; made when there is none of that name
 * @param recipe of its jobs; null when programs outside ask for configurations and tell what came
 *     of them
 * @param params that all trials have; those of the space stand above them
 * @param sampler null when nothing is suggested: all configurations come from programs outside
 * @param objectives at least one
 * @param pruner judges by the first objective
 * @param parallel most trials at a time
 * @param repeats runs of each trial, with seeds of their own; a trial's value is the mean of theirs
 * @param seedParam the param that takes the seed of a repeat; null when none does
 * @param seed of everything that is random
 * @param patience trials without improvement after which the sweep ends; null to use the budget up
 * @param warmStart runs whose params and objectives the sampler knows from the start
 * @param priority of its jobs, greater is sooner
 * @param labels that agents must have
 */
public record SweepSpec(
    String name,
    String experiment,
    @Nullable String recipe,
    Params params,
    Space space,
    @Nullable SamplerKind sampler,
    PrunerSpec pruner,
    List<Objective> objectives,
    Budget budget,
    int parallel,
    int repeats,
    @Nullable String seedParam,
    long seed,
    @Nullable Integer patience,
    List<RunId> warmStart,
    int priority,
    List<String> labels) {
  public SweepSpec {
    objectives = List.copyOf(objectives);
    warmStart = List.copyOf(warmStart);
    labels = List.copyOf(labels);
  }
}
