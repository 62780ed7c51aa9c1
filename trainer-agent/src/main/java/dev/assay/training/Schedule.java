package dev.assay.training;

/**
 * The learning rate over the course of a training: linear warm-up to the peak, then the shape's way
 * to the minimum.
 *
 * @param shape of the way
 * @param peakLr after the warm-up, above 0 and below 1
 * @param minLr at the end, 0 to peakLr; not of {@link Shape#CONSTANT}
 * @param warmupSteps steps of linear growth from 0, at least 0
 * @param decayShare of {@link Shape#WSD}: share of the way that falls, above 0 to 1
 */
public record Schedule(
    Shape shape, double peakLr, double minLr, int warmupSteps, double decayShare) {

  /** How the rate falls after the warm-up; q is the share of the way that is done. */
  public enum Shape {
    /** (1 + cos πq) / 2 (Loshchilov and Hutter 2017). */
    COSINE,
    /** Stays, and falls in the last part as 1 − √q of that part (Hägele et al. 2024). */
    WSD,
    /** 1 − q. */
    LINEAR,
    CONSTANT
  }

  public Schedule {
    Rules.require(peakLr > 0 && peakLr < 1, "peakLr", peakLr, "above 0 and below 1");
    Rules.require(minLr >= 0 && minLr <= peakLr, "minLr", minLr, "0 to peakLr, " + peakLr);
    Rules.require(warmupSteps >= 0, "warmupSteps", warmupSteps, "at least 0");
    Rules.require(
        decayShare > 0 && decayShare <= 1, "decayShare", decayShare, "above 0 and at most 1");
  }

  /**
   * The rate of a step of a training with a known number of them.
   *
   * @param step from 1 to steps
   */
  public double at(int step, int steps) {
    int way = Math.max(1, steps - warmupSteps);
    return at(step, (double) (step - warmupSteps) / way);
  }

  /**
   * The rate of a step where it is not known how many there will be.
   *
   * @param step from 1
   * @param share of the training that is done, 0 to 1
   */
  public double at(int step, double share) {
    if (step <= warmupSteps) {
      return peakLr * step / warmupSteps;
    }
    double q = Math.clamp(share, 0, 1);
    return minLr + (peakLr - minLr) * left(q);
  }

  /** From 1 at the beginning of the way to 0 at its end. */
  private double left(double q) {
    return switch (shape) {
      case COSINE -> (1 + Math.cos(Math.PI * q)) / 2;
      case LINEAR -> 1 - q;
      case CONSTANT -> 1;
      case WSD -> q <= 1 - decayShare ? 1 : 1 - Math.sqrt((q - (1 - decayShare)) / decayShare);
    };
  }
}
