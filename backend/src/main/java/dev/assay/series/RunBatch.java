package dev.assay.series;

import dev.assay.runs.RunId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Points of a run that are stored together.
 *
 * @param key a batch of a run with the same key is stored once; null for one that is stored anyway
 */
public record RunBatch(RunId run, @Nullable UUID key, PointBatch points) {}
