package dev.assay.ui.evaluations;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How rows are split by time again and again.
 *
 * @param expanding whether all earlier rows are fitted to, or those of the length of train
 * @param test how long the rows last that are judged; the next split is as much later
 */
record Walk(boolean expanding, Duration train, Duration gap, Duration test) {
  /** As an address has it: {@code expanding,90d,0d,30d}. */
  String word() {
    return String.join(
        ",",
        expanding ? "expanding" : "rolling",
        Lengths.word(train),
        Lengths.word(gap),
        Lengths.word(test));
  }

  static Optional<Walk> of(List<String> words) {
    if (words.size() != 4) {
      return Optional.empty();
    }
    Optional<Duration> train = Lengths.parse(words.get(1));
    Optional<Duration> gap = Lengths.parse(words.get(2));
    Optional<Duration> test = Lengths.parse(words.get(3));
    return train.isPresent() && gap.isPresent() && test.isPresent()
        ? Optional.of(
            new Walk(
                words.getFirst().equals("expanding"),
                train.orElseThrow(),
                gap.orElseThrow(),
                test.orElseThrow()))
        : Optional.empty();
  }
}
