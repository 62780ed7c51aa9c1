package dev.assay.evaluation;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/**
 * What a language model thinks of the choices of questions, as EleutherAI's lm-evaluation-harness
 * scores {@code multiple_choice}: the likelihood of a choice is that of its tokens after the
 * question. Of N questions, the i-th with K_i choices.
 *
 * @param logLikelihoods N rows of K_i sums over a choice's tokens, nats
 * @param bytes N rows of K_i lengths in UTF-8, each at least 1
 * @param answers N indices of what is right
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record ChoiceScores(double[][] logLikelihoods, int[][] bytes, int[] answers) {

  /** The most choices of a question. */
  public int most() {
    return Arrays.stream(logLikelihoods).mapToInt(choices -> choices.length).max().orElse(0);
  }

  /**
   * Probabilities of the choices: softmax of their log-likelihoods, as if one of them had to be
   * said. A question of fewer choices than others has 0 for those that it lacks.
   */
  public Classification classification() {
    int most = most();
    var probabilities = new float[answers.length * most];
    for (int question = 0; question < answers.length; question++) {
      double[] choices = logLikelihoods[question];
      double best = Arrays.stream(choices).max().orElseThrow();
      double sum = Arrays.stream(choices).map(choice -> Math.exp(choice - best)).sum();
      for (int choice = 0; choice < choices.length; choice++) {
        probabilities[question * most + choice] = (float) (Math.exp(choices[choice] - best) / sum);
      }
    }
    return new Classification(most, probabilities, answers);
  }

  /** {@code acc}: share of questions whose likeliest choice is right; the first of equal ones. */
  public double accuracy() {
    return accuracy(false);
  }

  /**
   * {@code acc_norm}: the same by the log-likelihood per byte, which does not favour short choices.
   * The harness divides by characters: for ASCII that is the same.
   */
  public double accuracyByByte() {
    return accuracy(true);
  }

  private double accuracy(boolean byByte) {
    int right = 0;
    for (int question = 0; question < answers.length; question++) {
      int best = 0;
      for (int choice = 1; choice < logLikelihoods[question].length; choice++) {
        if (score(question, choice, byByte) > score(question, best, byByte)) {
          best = choice;
        }
      }
      right += best == answers[question] ? 1 : 0;
    }
    return (double) right / answers.length;
  }

  private double score(int question, int choice, boolean byByte) {
    return logLikelihoods[question][choice] / (byByte ? bytes[question][choice] : 1);
  }

  /** Mean of 1/K_i: the accuracy of who guesses. */
  public double chance() {
    return Arrays.stream(logLikelihoods)
        .mapToDouble(row -> 1.0 / row.length)
        .average()
        .orElse(Double.NaN);
  }

  /** All of it as metrics by name. */
  public SequencedMap<String, Double> metrics() {
    SequencedMap<String, Double> metrics = new LinkedHashMap<>();
    Classification softmax = classification();
    metrics.put("questions", (double) answers.length);
    metrics.put("chance", chance());
    metrics.put("accuracy", accuracy());
    metrics.put("accuracy_norm", accuracyByByte());
    metrics.put("log_loss", softmax.logLoss());
    metrics.put("brier", softmax.brier());
    metrics.put("ece", softmax.calibration().expectedError());
    return metrics;
  }
}
