package dev.assay.evaluation;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/**
 * How good and how honest a language model's predictions of the next token are. Takes them one
 * after the other and keeps 4 bytes of each, since bins of equal mass need all confidences.
 */
public final class NextTokens {

  private static final int BINS = 15;
  private static final int FEW = 5;

  private final Calibration calibration = new Calibration();
  private int[] sureness = new int[1024]; // the confidence's bits, then whether it was right
  private int n;
  private long amongFew;
  private double nats;
  private double confidence;
  private double squares;
  private final double[] natsAt = new double[Integer.SIZE]; // by the bits of the position
  private final long[] countAt = new long[Integer.SIZE];

  /**
   * @param lossNats negative log-likelihood of the token that came
   * @param top probability of the likeliest token, 0 to 1
   * @param correct whether that came
   * @param above how many tokens were likelier than the one that came
   * @param position in its sequence: how many tokens before it were seen, less 1
   */
  public void add(float lossNats, float top, boolean correct, int above, int position) {
    int right = correct ? 1 : 0;
    calibration.add(top, correct);
    sureness = n == sureness.length ? Arrays.copyOf(sureness, 2 * n) : sureness;
    // floats from 0 on are in the order of their bits, and those up to 1 leave room for one more
    sureness[n++] = Float.floatToIntBits(top) << 1 | right;
    amongFew += above < FEW ? 1 : 0;
    nats += lossNats;
    confidence += top;
    double miss = top - (double) right;
    squares += miss * miss;
    int bits = Integer.SIZE - Integer.numberOfLeadingZeros(position);
    natsAt[bits] += lossNats;
    countAt[bits]++;
  }

  /** Mean loss, nats; NaN of nothing. */
  public double lossNats() {
    return nats / n;
  }

  /** Mean of (p − [it came])² of the likeliest token, 0 to 1; NaN of nothing. */
  public double brierOfTop() {
    return squares / n;
  }

  /**
   * Σ n_b/n·|accuracy_b − mean confidence_b| in 15 bins of about as many predictions each, 0 to 1;
   * NaN of nothing. Edges are the quantiles of the confidences (Hyndman and Fan 1996, definition 7;
   * scikit-learn's {@code strategy="quantile"}), a bin is (a, b]: equal confidences stay together.
   */
  public double expectedErrorOfEqualMass() {
    if (n == 0) {
      return Double.NaN;
    }
    int[] sorted = Arrays.copyOf(sureness, n);
    Arrays.sort(sorted);
    double sum = 0;
    double gap = 0; // of the bin: how many were right, less the confidences
    int bin = 0;
    for (int one : sorted) {
      double top = confidence(one);
      while (bin < BINS - 1 && top > quantile(sorted, bin + 1)) {
        sum += Math.abs(gap);
        gap = 0;
        bin++;
      }
      gap += (one & 1) - top;
    }
    return (sum + Math.abs(gap)) / n;
  }

  private static double quantile(int[] sorted, int bin) {
    double at = (double) (sorted.length - 1) * bin / BINS;
    int below = (int) at;
    double low = confidence(sorted[below]);
    double high = confidence(sorted[Math.min(below + 1, sorted.length - 1)]);
    return low + (at - below) * (high - low);
  }

  private static float confidence(int sureness) {
    return Float.intBitsToFloat(sureness >>> 1);
  }

  /**
   * Mean loss by how much was seen: of positions 0, 1, 2 and 3, 4 to 7 and so on, nats; by the
   * first position. None where there is nothing.
   */
  public SequencedMap<Integer, Double> lossNatsByPosition() {
    SequencedMap<Integer, Double> losses = new LinkedHashMap<>();
    for (int bits = 0; bits < countAt.length; bits++) {
      if (countAt[bits] > 0) {
        losses.put(bits == 0 ? 0 : 1 << (bits - 1), natsAt[bits] / countAt[bits]);
      }
    }
    return losses;
  }

  /** All that is one number, by name. */
  public SequencedMap<String, Double> metrics() {
    SequencedMap<String, Double> metrics = new LinkedHashMap<>();
    metrics.put("loss", lossNats());
    metrics.put("perplexity", Math.exp(lossNats()));
    metrics.put("accuracy", calibration.accuracy());
    metrics.put("top5_accuracy", (double) amongFew / n);
    metrics.put("mean_confidence", confidence / n);
    metrics.put("brier", brierOfTop());
    metrics.put("ece", calibration.expectedError());
    metrics.put("ece_equal_mass", expectedErrorOfEqualMass());
    return metrics;
  }
}
