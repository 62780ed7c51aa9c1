package dev.assay.views;

import dev.assay.runs.ExperimentId;
import dev.assay.team.UserId;
import java.time.Instant;

/**
 * How somebody looks at the runs of an experiment.
 *
 * @param ownerName who made it, and may change it
 * @param shared whether everybody finds it; else its owner alone
 * @param query what stands behind the question mark of the page's address
 */
public record SavedView(
    SavedViewId id,
    ExperimentId experiment,
    UserId owner,
    String ownerName,
    String name,
    boolean shared,
    String query,
    Instant updatedAt) {}
