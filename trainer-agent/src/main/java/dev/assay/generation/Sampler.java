package dev.assay.generation;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Draws a token: from softmax(logits / temperature), but only from the {@code topK} best, and of
 * those from the fewest that have {@code topP} of the probability together (nucleus sampling,
 * Holtzman et al. 2020). Tokens that tie with the last one allowed are allowed too.
 *
 * @param temperature at least 0; 1 is the model's own distribution, 0 always takes the best
 * @param topK at least 1
 * @param topP above 0 to 1; 1 is all
 */
public record Sampler(double temperature, int topK, double topP) {

  /** Always the best. */
  public static final Sampler GREEDY = new Sampler(0, 1, 1);

  public Sampler {
    if (!(temperature >= 0 && Double.isFinite(temperature))) {
      throw new IllegalArgumentException("temperature is " + temperature + "; must be at least 0");
    }
    if (topK < 1) {
      throw new IllegalArgumentException("topK is " + topK + "; must be at least 1");
    }
    if (!(topP > 0 && topP <= 1)) {
      throw new IllegalArgumentException("topP is " + topP + "; must be above 0 and at most 1");
    }
  }

  /**
   * @param logits a score for each token
   * @return the token
   */
  public int draw(float[] logits, RandomGenerator random) {
    if (temperature == 0 || topK == 1) {
      return best(logits);
    }
    float[] ascending = logits.clone();
    Arrays.sort(ascending);
    float best = ascending[ascending.length - 1];
    float least = least(ascending);
    var weights = new double[logits.length];
    double sum = 0;
    for (int i = 0; i < logits.length; i++) {
      weights[i] = logits[i] < least ? 0 : weight(logits[i], best);
      sum += weights[i];
    }
    return draw(weights, random.nextDouble() * sum);
  }

  private static int best(float[] logits) {
    int best = 0;
    for (int i = 1; i < logits.length; i++) {
      if (logits[i] > logits[best]) {
        best = i;
      }
    }
    return best;
  }

  private double weight(float logit, float best) {
    return Math.exp((logit - best) / temperature);
  }

  /** The lowest score that may be drawn. */
  private float least(float[] ascending) {
    int top = ascending.length - 1;
    int lowest = Math.max(0, ascending.length - topK);
    if (topP == 1) {
      return ascending[lowest];
    }
    double sum = 0;
    for (int i = lowest; i <= top; i++) {
      sum += weight(ascending[i], ascending[top]);
    }
    double reached = 0;
    for (int i = top; i > lowest; i--) {
      reached += weight(ascending[i], ascending[top]);
      if (reached >= topP * sum) {
        return ascending[i];
      }
    }
    return ascending[lowest];
  }

  private static int draw(double[] weights, double at) {
    double left = at;
    int last = 0;
    for (int i = 0; i < weights.length && left >= 0; i++) {
      if (weights[i] > 0) {
        last = i; // rounding may leave a little at the end: then it is the last possible one
        left -= weights[i];
      }
    }
    return last;
  }
}
