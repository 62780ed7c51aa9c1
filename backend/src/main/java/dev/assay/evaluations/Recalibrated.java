package dev.assay.evaluations;

import dev.assay.artifacts.ArtifactPath;
import dev.assay.team.UserId;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * Maps of probabilities, fitted on one evaluation and judged on another.
 *
 * @param fittedOn rows that the maps have seen
 * @param judgedOn rows that they have not seen
 * @param before metrics of the judged rows as they are
 * @param maps least log-loss first
 * @param artifact of the run of the evaluation that was judged: the maps as JSON
 */
public record Recalibrated(
    RecalibrationId id,
    EvaluationId fittedOn,
    EvaluationId judgedOn,
    List<String> classes,
    List<Score> before,
    List<Judged> maps,
    ArtifactPath artifact,
    Instant createdAt,
    UserId createdBy) {
  /**
   * @param name temperature, platt, beta, isotonic, histogram, vector
   * @param map its numbers, as it is exported
   * @param after metrics of the judged rows after it
   */
  public record Judged(String name, ObjectNode map, List<Score> after) {}
}
