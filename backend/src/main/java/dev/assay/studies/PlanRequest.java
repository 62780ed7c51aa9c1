package dev.assay.studies;

import dev.assay.runs.Params;
import dev.assay.search.Space;
import org.jspecify.annotations.Nullable;

/**
 * What is wanted of the next runs.
 *
 * @param target the answer that is to be surer
 * @param flops for all runs together; null when seconds bound them
 * @param seconds for all runs together, at the speed of the runs that the study has; null for any
 * @param most runs, 1 to 50
 * @param recipe that is to do them
 * @param base params that all have; those of the candidates stand above them
 * @param candidates that are chosen from; a finite space without conditions
 * @param experiment that the runs go to; null for that of the study's runs, or one of its name
 */
public record PlanRequest(
    Target target,
    @Nullable Double flops,
    @Nullable Double seconds,
    int most,
    String recipe,
    Params base,
    Space candidates,
    @Nullable String experiment) {
  public static final int MOST_RUNS = 50;
}
