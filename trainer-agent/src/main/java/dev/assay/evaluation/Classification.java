package dev.assay.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * Predicted probabilities of classes beside what was true.
 *
 * @param classes K, at least 2
 * @param probabilities N·K, row by row
 * @param labels N classes, 0 to K-1
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Classification(int classes, float[] probabilities, int[] labels) {

  private static final double LEAST = 1e-12; // a probability of 0 would make the loss infinite

  public Classification {
    if (probabilities.length != labels.length * classes) {
      throw new IllegalArgumentException(
          "%d probabilities for %d rows of %d classes"
              .formatted(probabilities.length, labels.length, classes));
    }
  }

  /** Collects rows batch by batch. */
  public static final class Rows {
    private final int classes;
    private final List<float[]> probabilities = new ArrayList<>();
    private final List<int[]> labels = new ArrayList<>();

    public Rows(int classes) {
      this.classes = classes;
    }

    /**
     * @param rows B·K probabilities
     * @param truth B classes
     */
    public void add(float[] rows, long[] truth) {
      probabilities.add(rows);
      labels.add(Arrays.stream(truth).mapToInt(Math::toIntExact).toArray());
    }

    public Classification all() {
      int n = labels.stream().mapToInt(part -> part.length).sum();
      var p = new float[n * classes];
      var y = new int[n];
      int at = 0;
      for (int i = 0; i < labels.size(); i++) {
        System.arraycopy(probabilities.get(i), 0, p, at * classes, probabilities.get(i).length);
        System.arraycopy(labels.get(i), 0, y, at, labels.get(i).length);
        at += labels.get(i).length;
      }
      return new Classification(classes, p, y);
    }
  }

  public int rows() {
    return labels.length;
  }

  public float probability(int row, int label) {
    return probabilities[row * classes + label];
  }

  /** The likeliest class; the lowest of those that tie. */
  public int predicted(int row) {
    int best = 0;
    for (int label = 1; label < classes; label++) {
      if (probability(row, label) > probability(row, best)) {
        best = label;
      }
    }
    return best;
  }

  /** Mean of −ln p(true class), nats. */
  public double logLoss() {
    double sum = 0;
    for (int row = 0; row < rows(); row++) {
      sum -= Math.log(Math.max(LEAST, probability(row, labels[row])));
    }
    return sum / rows();
  }

  /** Mean over rows of Σ (p − [class is true])², 0 to 2. */
  public double brier() {
    double sum = 0;
    for (int row = 0; row < rows(); row++) {
      for (int label = 0; label < classes; label++) {
        double difference = probability(row, label) - (labels[row] == label ? 1 : 0);
        sum += difference * difference;
      }
    }
    return sum / rows();
  }

  /** Accuracy and expected calibration error. */
  public Calibration calibration() {
    var calibration = new Calibration();
    for (int row = 0; row < rows(); row++) {
      int predicted = predicted(row);
      calibration.add(probability(row, predicted), predicted == labels[row]);
    }
    return calibration;
  }

  /** Mean over the classes that occur of F1 = 2·TP / (2·TP + FP + FN). */
  public double macroF1() {
    var hit = new int[classes];
    var said = new int[classes];
    var is = new int[classes];
    for (int row = 0; row < rows(); row++) {
      int predicted = predicted(row);
      said[predicted]++;
      is[labels[row]]++;
      hit[predicted] += predicted == labels[row] ? 1 : 0;
    }
    double sum = 0;
    int present = 0;
    for (int label = 0; label < classes; label++) {
      if (said[label] + is[label] > 0) {
        sum += 2.0 * hit[label] / (said[label] + is[label]);
        present++;
      }
    }
    return sum / present;
  }

  /** Scores of class 1 for {@link Ranking}. */
  public Ranking ranking() {
    var scores = new double[rows()];
    for (int row = 0; row < scores.length; row++) {
      scores[row] = probability(row, 1);
    }
    return new Ranking(scores, labels);
  }

  /** All of it as metrics by name. */
  public SequencedMap<String, Double> metrics() {
    SequencedMap<String, Double> metrics = new LinkedHashMap<>();
    Calibration calibration = calibration();
    metrics.put("accuracy", calibration.accuracy());
    metrics.put("macro_f1", macroF1());
    metrics.put("log_loss", logLoss());
    metrics.put("brier", brier());
    metrics.put("ece", calibration.expectedError());
    if (classes == 2) {
      metrics.put("auroc", ranking().auroc());
    }
    return metrics;
  }
}
