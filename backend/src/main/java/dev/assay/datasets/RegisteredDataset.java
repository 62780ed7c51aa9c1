package dev.assay.datasets;

import dev.assay.team.UserId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A name and its versions.
 *
 * @param author the name of who made it
 * @param versions how many there are
 * @param newest the last version; null when all were deleted
 */
public record RegisteredDataset(
    DatasetId id,
    String name,
    UserId by,
    String author,
    Instant createdAt,
    int versions,
    @Nullable DatasetVersion newest) {}
