package dev.assay.models;

import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;

/**
 * A name under which versions of a model are kept.
 *
 * @param aliases the number of the version that each of them stands for
 */
public record RegisteredModel(
    String name,
    String description,
    Map<String, String> tags,
    SortedMap<String, Integer> aliases,
    Instant createdAt,
    Instant updatedAt) {}
