package dev.assay.studies;

import dev.assay.runs.RunId;
import dev.assay.runs.RunStatus;
import dev.assay.scaling.BestUse;
import java.time.Instant;

/**
 * Where a run stands against the law of a study, at its last measured loss.
 *
 * @param tokens that it had seen when its loss was measured
 * @param position its loss, the interval of 95 % of such runs, and whether it lies below (better),
 *     on or above that
 * @param lawAt when the law was fitted
 */
public record RunStanding(
    RunId run,
    RunStatus status,
    double params,
    double tokens,
    BestUse.Position position,
    Instant lawAt) {}
