package dev.assay.training;

/**
 * Linear warm-up, then half a cosine down (SGDR, Loshchilov and Hutter 2017, eq. 5, without
 * restarts): step w = warm-up is the peak, the last step is the minimum.
 */
record CosineSchedule(int steps, int warmupSteps, double peak, double min) {

  static CosineSchedule of(TrainingPlan plan) {
    return new CosineSchedule(plan.steps(), plan.warmupSteps(), plan.peakLr(), plan.minLr());
  }

  /**
   * @param step 1 to steps
   */
  double at(int step) {
    if (step <= warmupSteps) {
      return peak * step / warmupSteps;
    }
    double progress = (double) (step - warmupSteps) / (steps - warmupSteps);
    return min + 0.5 * (peak - min) * (1 + Math.cos(Math.PI * progress));
  }
}
