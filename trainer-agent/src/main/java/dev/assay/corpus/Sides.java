package dev.assay.corpus;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Data to train on and data to validate on.
 *
 * @param <D> kind of data
 */
public record Sides<D>(D training, D validation) {

  /**
   * Examples by their text alone: equal texts are never on both sides, and adding examples moves
   * none.
   *
   * @param validationFraction share of the texts to validate on, above 0 and below 1
   * @throws IllegalArgumentException when one side would be empty
   */
  static <E> Sides<List<E>> of(
      List<E> examples, Function<E, String> text, double validationFraction) {
    requireFraction(validationFraction);
    return sorted(
        examples,
        example -> validates(text.apply(example), validationFraction),
        validationFraction);
  }

  /**
   * The newest examples, and all as old as the oldest of these, validate.
   *
   * @param validationFraction share of the examples to validate on, above 0 and below 1
   * @throws IllegalArgumentException when one side would be empty
   */
  static <E> Sides<List<E>> newest(
      List<E> examples, Function<E, Instant> time, double validationFraction) {
    requireFraction(validationFraction);
    List<Instant> times = examples.stream().map(time).sorted().toList();
    int newest = (int) Math.clamp(Math.round(times.size() * validationFraction), 1, times.size());
    Instant since = times.get(times.size() - newest);
    return sorted(examples, example -> !time.apply(example).isBefore(since), validationFraction);
  }

  private static <E> Sides<List<E>> sorted(
      List<E> examples, Predicate<E> validates, double validationFraction) {
    Map<Boolean, List<E>> parted = examples.stream().collect(Collectors.partitioningBy(validates));
    var sides =
        new Sides<>(parted.getOrDefault(false, List.of()), parted.getOrDefault(true, List.of()));
    if (sides.training.isEmpty() || sides.validation.isEmpty()) {
      throw new IllegalArgumentException(
          "a validation fraction of %s of %d documents leaves %d to train on and %d to validate on; both sides need at least 1"
              .formatted(
                  validationFraction,
                  examples.size(),
                  sides.training.size(),
                  sides.validation.size()));
    }
    return sides;
  }

  <R> Sides<R> map(Function<D, R> change) {
    return new Sides<>(change.apply(training), change.apply(validation));
  }

  /**
   * Whether a text is on the validation side: the first 53 bits of its SHA-256 are a number in [0,
   * 1) that looks uniform.
   */
  static boolean validates(String text, double validationFraction) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return (ByteBuffer.wrap(digest).getLong() >>> 11) * 0x1p-53 < validationFraction;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /**
   * @throws IllegalArgumentException unless it is above 0 and below 1
   */
  static void requireFraction(double validationFraction) {
    if (!(validationFraction > 0 && validationFraction < 1)) {
      throw new IllegalArgumentException(
          "validation fraction is " + validationFraction + "; must be above 0 and below 1");
    }
  }
}
