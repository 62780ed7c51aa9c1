package dev.assay.generation;

import dev.assay.model.Gpt;
import dev.assay.model.KeyValueCache;
import dev.assay.tokenizer.Tokenizer;
import java.util.Arrays;
import java.util.function.BooleanSupplier;
import java.util.function.IntPredicate;
import java.util.random.RandomGenerator;

/**
 * Lets a model write, a token after the other. Where a text outgrows the model's context, the model
 * goes on from the newer half of what it saw.
 *
 * <p>It sees the parameters as they are when it is made. Use it on the model's thread.
 */
public final class Generator implements AutoCloseable {

  private final int context;
  private final int vocabulary;
  private final KeyValueCache cache;

  public Generator(Gpt model) {
    this(model, model.config().vocabulary());
  }

  /** Writes only what the tokenizer can decode: a model may have room for more ids. */
  public Generator(Gpt model, Tokenizer tokenizer) {
    this(model, Math.min(model.config().vocabulary(), tokenizer.vocabulary()));
  }

  private Generator(Gpt model, int vocabulary) {
    this.context = model.config().context();
    this.vocabulary = vocabulary;
    this.cache = model.cache(1);
  }

  /**
   * A text written to its end at once: the prompt and what the model writes after it.
   *
   * @param goesOn asked after each token: whether to write another
   */
  public static String write(
      Gpt model,
      Tokenizer tokenizer,
      String prompt,
      int tokens,
      Sampler sampler,
      RandomGenerator random,
      BooleanSupplier goesOn) {
    int[] ids = prompt(tokenizer, prompt);
    try (var generator = new Generator(model, tokenizer)) {
      int[] written =
          generator.generate(
              ids,
              tokens,
              sampler,
              random,
              id -> id != tokenizer.endOfText() && goesOn.getAsBoolean());
      return tokenizer.decode(Arrays.copyOfRange(written, 1, written.length));
    }
  }

  /** A prompt's tokens: a document begins after the end of another. */
  public static int[] prompt(Tokenizer tokenizer, String prompt) {
    int[] encoded = tokenizer.encode(prompt);
    int[] ids = new int[encoded.length + 1];
    ids[0] = tokenizer.endOfText();
    System.arraycopy(encoded, 0, ids, 1, encoded.length);
    return ids;
  }

  /**
   * Writes after a prompt.
   *
   * @param prompt at least one token; of a long one, the model sees the newest that fit
   * @param tokens at most so many are written, at least 0
   * @param goesOn is told each token that is written; false ends the text, with that token
   * @return the prompt and what was written
   */
  public int[] generate(
      int[] prompt, int tokens, Sampler sampler, RandomGenerator random, IntPredicate goesOn) {
    int[] ids = Arrays.copyOf(prompt, prompt.length + tokens);
    int length = prompt.length;
    cache.clear();
    int seen = Math.max(0, length - context); // tokens that the cache is past
    while (length < ids.length) {
      if (length - seen > cache.room()) {
        cache.clear();
        seen = length - Math.max(1, context / 2);
      }
      float[] scores = Arrays.copyOf(cache.append(longs(ids, seen, length)), vocabulary);
      seen = length;
      ids[length++] = sampler.draw(scores, random);
      if (!goesOn.test(ids[length - 1])) {
        break;
      }
    }
    return Arrays.copyOf(ids, length);
  }

  private static long[] longs(int[] ids, int from, int to) {
    return Arrays.stream(ids, from, to).asLongStream().toArray();
  }

  @Override
  public void close() {
    cache.close();
  }
}
