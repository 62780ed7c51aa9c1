package dev.assay.ui.jobs;

import dev.assay.jobs.Checkpoint;
import dev.assay.runs.Run;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * A run whose params a form begins with.
 *
 * @param recipe that it was made by
 * @param experiment its experiment's name
 * @param params all that is known of them
 * @param name for the new run
 * @param checkpoint what the new run goes on from; empty for a run from the beginning
 */
public record Origin(
    Run run,
    String recipe,
    String experiment,
    ObjectNode params,
    String name,
    Optional<Checkpoint> checkpoint) {}
