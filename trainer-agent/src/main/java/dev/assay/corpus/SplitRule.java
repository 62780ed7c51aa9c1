package dev.assay.corpus;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** Which documents are trained on and which validate: the same ones each time. */
public sealed interface SplitRule {

  /**
   * Whether a document of these validates. What goes by time reads them once more.
   *
   * @param stop asked often: whether to give up
   * @return empty when stopped
   * @throws IllegalArgumentException when the rule needs times and documents have none
   */
  Optional<Predicate<Document>> validates(Documents documents, BooleanSupplier stop)
      throws IOException;

  /**
   * When the documents that validate were written, in their order, which is that of their tokens.
   * Reads them once more, but not when the first one tells no time.
   *
   * @param stop asked often: whether to give up
   * @return empty when stopped, or when one of them tells no time
   */
  default Optional<List<Instant>> timesOfValidating(Documents documents, BooleanSupplier stop)
      throws IOException {
    Optional<Predicate<Document>> validates = validates(documents, stop);
    List<Instant> times = new ArrayList<>();
    try (Documents.Reading reading = documents.read()) {
      Document document = validates.isEmpty() ? null : reading.next();
      boolean dated = document != null && document.time() != null;
      while (document != null && dated && !stop.getAsBoolean()) {
        if (validates.orElseThrow().test(document)) {
          Instant time = document.time();
          dated = time != null;
          times.add(time == null ? Instant.EPOCH : time);
        }
        document = reading.next();
      }
      return dated && document == null ? Optional.of(List.copyOf(times)) : Optional.empty();
    }
  }

  /**
   * By the text alone: equal texts are never on both sides, and adding documents moves none.
   *
   * @param validationFraction share of the documents to validate on, above 0 and below 1
   */
  record ByText(double validationFraction) implements SplitRule {
    public ByText {
      Sides.requireFraction(validationFraction);
    }

    @Override
    public Optional<Predicate<Document>> validates(Documents documents, BooleanSupplier stop) {
      return Optional.of(document -> Sides.validates(document.text(), validationFraction));
    }
  }

  /**
   * Trains on the past and validates on the future: on the newest documents, and all as old as the
   * oldest of these. Takes 8 bytes a document to find them.
   *
   * @param validationFraction share of the documents to validate on, above 0 and below 1
   */
  record Newest(double validationFraction) implements SplitRule {
    public Newest {
      Sides.requireFraction(validationFraction);
    }

    @Override
    public Optional<Predicate<Document>> validates(Documents documents, BooleanSupplier stop)
        throws IOException {
      return times(documents, stop).map(times -> new Since(oldestToValidate(times))::isSince);
    }

    private Instant oldestToValidate(long[] times) {
      Arrays.sort(times);
      int newest = (int) Math.clamp(Math.round(times.length * validationFraction), 1, times.length);
      return Instant.ofEpochMilli(times[times.length - newest]);
    }
  }

  /** Validates on documents of that time and later. */
  record Since(Instant time) implements SplitRule {
    @Override
    public Optional<Predicate<Document>> validates(Documents documents, BooleanSupplier stop)
        throws IOException {
      return times(documents, stop).map(times -> this::isSince);
    }

    private boolean isSince(Document document) {
      Instant written = document.time();
      return written != null && written.toEpochMilli() >= time.toEpochMilli();
    }
  }

  /** Milliseconds since 1970, in the order of the documents; empty when stopped. */
  private static Optional<long[]> times(Documents documents, BooleanSupplier stop)
      throws IOException {
    var times = new long[1024];
    int count = 0;
    long without = 0;
    try (Documents.Reading reading = documents.read()) {
      for (Document document = reading.next(); document != null; document = reading.next()) {
        if (stop.getAsBoolean()) {
          return Optional.empty();
        }
        Instant time = document.time();
        if (time == null) {
          without++;
        } else {
          times = count == times.length ? Arrays.copyOf(times, 2 * count) : times;
          times[count++] = time.toEpochMilli();
        }
      }
    }
    if (without > 0) {
      throw new IllegalArgumentException(
          "%d of %d documents of corpus %s have no time; a split by time needs one of each"
              .formatted(without, without + count, documents.name()));
    }
    return Optional.of(Arrays.copyOf(times, count));
  }
}
