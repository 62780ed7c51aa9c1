package dev.assay.training;

/**
 * How to train.
 *
 * @param budget when to end
 * @param accumulation forward and backward passes per optimiser step, at least 1
 * @param schedule of the learning rate
 * @param optimizer how gradients move parameters
 * @param clipNorm largest global norm of the gradients, above 0
 * @param evaluateEvery steps between evaluations, at least 1
 * @param reportEvery steps between reports, at least 1
 * @param checkpointEvery steps between checkpoints, at least 0; 0 is at the end only
 * @param patience evaluations without a better validation loss after which to end, at least 0; 0 is
 *     not to
 * @param minDelta by how many nats a loss must be lower to be better, at least 0
 * @param seed of dropout
 */
public record TrainingPlan(
    Budget budget,
    int accumulation,
    Schedule schedule,
    OptimizerPlan optimizer,
    double clipNorm,
    int evaluateEvery,
    int reportEvery,
    int checkpointEvery,
    int patience,
    double minDelta,
    long seed) {

  public TrainingPlan {
    Rules.require(accumulation >= 1, "accumulation", accumulation, "at least 1");
    Rules.require(clipNorm > 0, "clipNorm", clipNorm, "above 0");
    Rules.require(evaluateEvery >= 1, "evaluateEvery", evaluateEvery, "at least 1");
    Rules.require(reportEvery >= 1, "reportEvery", reportEvery, "at least 1");
    Rules.require(checkpointEvery >= 0, "checkpointEvery", checkpointEvery, "at least 0");
    Rules.require(patience >= 0, "patience", patience, "at least 0");
    Rules.require(minDelta >= 0, "minDelta", minDelta, "at least 0");
    if (budget instanceof Budget.Steps(int steps)) {
      Rules.require(
          schedule.warmupSteps() <= steps,
          "warmupSteps",
          schedule.warmupSteps(),
          "0 to steps, " + steps);
    }
  }
}
