package dev.assay.corpus;

import java.util.List;

/**
 * How well one can predict a token without looking at any other: what a language model must beat.
 */
public final class UnigramModel {

  private final double[] logProbability;

  private UnigramModel(double[] logProbability) {
    this.logProbability = logProbability;
  }

  /** p(i) = (n_i + 1) / (n + V): the token's frequency, one added so that none is impossible. */
  public static UnigramModel fit(Tokens training, int vocabulary) {
    var counts = new long[vocabulary];
    for (long i = 0; i < training.size(); i++) {
      counts[training.get(i)]++;
    }
    var logProbability = new double[vocabulary];
    for (int id = 0; id < vocabulary; id++) {
      logProbability[id] = Math.log((counts[id] + 1.0) / (training.size() + (double) vocabulary));
    }
    return new UnigramModel(logProbability);
  }

  /** Mean cross-entropy of the batches' targets in nats per token; NaN without targets. */
  public double lossNats(List<Batch> batches) {
    double sum = 0;
    long n = 0;
    for (Batch batch : batches) {
      for (long target : batch.targets()) {
        if (target != Batch.IGNORED) {
          sum -= logProbability[(int) target];
          n++;
        }
      }
    }
    return sum / n;
  }
}
