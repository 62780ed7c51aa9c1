package dev.assay.imports;

import dev.assay.tracking.ServerException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * Sends many small things in requests of bounded size. Which of them break a rule is known to the
 * server alone: a request that it refuses is halved until those are found, and left out.
 */
final class Batches {

  private static final int MOST_ENTRIES = 500;
  private static final long MOST_CHARACTERS = 1_000_000;

  /** What a request can hold, with room for characters that are long in UTF-8. */
  private static final long LONGEST_ENTRY = 2_500_000;

  private final Summary summary;

  Batches(Summary summary) {
    this.summary = summary;
  }

  interface Sending<T> {
    void send(List<T> entries) throws InterruptedException;
  }

  /**
   * @param what in the plural
   * @param length in characters
   * @param named for people
   */
  <T> void send(
      String what,
      Iterable<T> entries,
      ToLongFunction<T> length,
      Function<T, String> named,
      Sending<T> sending)
      throws InterruptedException {
    List<T> batch = new ArrayList<>();
    long characters = 0;
    for (T entry : entries) {
      long more = length.applyAsLong(entry);
      if (more > LONGEST_ENTRY) {
        summary.leftOut(what, "too long for a request", 1, named.apply(entry));
        continue;
      }
      if (batch.size() == MOST_ENTRIES || characters + more > MOST_CHARACTERS) {
        offer(what, batch, named, sending);
        batch = new ArrayList<>();
        characters = 0;
      }
      batch.add(entry);
      characters += more;
    }
    offer(what, batch, named, sending);
  }

  private <T> void offer(String what, List<T> batch, Function<T, String> named, Sending<T> sending)
      throws InterruptedException {
    if (batch.isEmpty()) {
      return;
    }
    try {
      sending.send(batch);
    } catch (ServerException.Refused e) {
      if (e.isAboutTheToken()) {
        throw e;
      }
      if (batch.size() == 1) {
        String example = named.apply(batch.getFirst()) + ": " + e.getMessage();
        summary.leftOut(what, "refused by the server", 1, example);
        return;
      }
      int half = batch.size() / 2;
      offer(what, batch.subList(0, half), named, sending);
      offer(what, batch.subList(half, batch.size()), named, sending);
    }
  }
}
