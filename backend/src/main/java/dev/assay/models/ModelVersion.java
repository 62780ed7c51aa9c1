package dev.assay.models;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A version of a registered model.
 *
 * @param model the registered model's name
 * @param number from 1; none is given twice, even when a version is deleted
 * @param source where the model is, as whoever registered it said
 * @param location where the files are that the source means
 * @param runLink an address of the run elsewhere; may be empty
 * @param aliases in their order
 */
public record ModelVersion(
    String model,
    int number,
    String source,
    String location,
    Lineage lineage,
    String runLink,
    String description,
    Stage stage,
    Map<String, String> tags,
    List<String> aliases,
    Instant createdAt,
    Instant updatedAt) {}
