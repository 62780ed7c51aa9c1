package dev.assay.training;

import dev.assay.model.Gpt;
import dev.assay.tokenizer.Tokenizer;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Lets a model write. Each token is drawn from softmax(logits / temperature) over the {@code topK}
 * best.
 *
 * @param temperature above 0; 1 is the model's own distribution
 * @param topK at least 1; 1 always takes the best
 */
public record Sampler(double temperature, int topK) {

  public Sampler {
    if (!(temperature > 0)) {
      throw new IllegalArgumentException("temperature is " + temperature + "; must be above 0");
    }
    if (topK < 1) {
      throw new IllegalArgumentException("topK is " + topK + "; must be at least 1");
    }
  }

  /** The prompt and what the model writes after it, to an end of text or {@code tokens} tokens. */
  public String write(
      Gpt model, Tokenizer tokenizer, String prompt, int tokens, RandomGenerator random) {
    int[] encoded = tokenizer.encode(prompt);
    int[] ids = new int[1 + encoded.length + tokens];
    ids[0] = tokenizer.endOfText(); // a document begins after the end of another
    System.arraycopy(encoded, 0, ids, 1, encoded.length);
    int length = 1 + encoded.length;
    while (length < ids.length) {
      int next = draw(nextLogits(model, ids, length), random);
      if (next == tokenizer.endOfText()) {
        break;
      }
      ids[length++] = next;
    }
    return tokenizer.decode(Arrays.copyOfRange(ids, 1, length));
  }

  /** Scores after the last tokens that fit in the model's context. */
  private static float[] nextLogits(Gpt model, int[] ids, int length) {
    int from = Math.max(0, length - model.config().context());
    long[] window = Arrays.stream(ids, from, length).asLongStream().toArray();
    try (var cache = model.cache(1)) {
      return cache.append(window);
    }
  }

  int draw(float[] logits, RandomGenerator random) {
    float[] ascending = logits.clone();
    Arrays.sort(ascending);
    float best = ascending[ascending.length - 1];
    float least = ascending[Math.max(0, ascending.length - topK)];
    var weights = new double[logits.length];
    double sum = 0;
    for (int i = 0; i < logits.length; i++) {
      weights[i] = logits[i] < least ? 0 : Math.exp((logits[i] - best) / temperature);
      sum += weights[i];
    }
    double left = random.nextDouble() * sum;
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
