package dev.assay.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SplitRuleTest {

  private static Document at(long second) {
    return new Document("written at " + second, Instant.ofEpochSecond(second));
  }

  private static List<Document> validating(List<Document> documents, SplitRule rule)
      throws IOException {
    Predicate<Document> validates =
        rule.validates(new DocumentList("news", documents), () -> false).orElseThrow();
    return documents.stream().filter(validates).toList();
  }

  @Test
  void the_newest_fraction_validates_wherever_it_stands() throws IOException {
    List<Document> documents =
        new ArrayList<>(IntStream.range(0, 3000).mapToObj(SplitRuleTest::at).toList());
    Collections.shuffle(documents, new Random(1));
    assertThat(validating(documents, new SplitRule.Newest(0.1)))
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(2700, 3000).mapToObj(SplitRuleTest::at).toList());
  }

  @Test
  void nothing_that_trains_is_as_new_as_what_validates() throws IOException {
    List<Document> documents = List.of(at(1), at(2), at(2), at(2), at(3));
    assertThat(validating(documents, new SplitRule.Newest(0.4)))
        .containsExactly(at(2), at(2), at(2), at(3));
  }

  @Test
  void documents_since_an_instant_validate() throws IOException {
    assertThat(
            validating(List.of(at(5), at(1), at(4)), new SplitRule.Since(Instant.ofEpochSecond(4))))
        .containsExactly(at(5), at(4));
  }

  @Test
  void times_of_what_validates_are_in_the_documents_order() throws IOException {
    var documents = new DocumentList("news", List.of(at(5), at(1), at(4), at(6)));
    assertThat(new SplitRule.Newest(0.75).timesOfValidating(documents, () -> false).orElseThrow())
        .containsExactly(
            Instant.ofEpochSecond(5), Instant.ofEpochSecond(4), Instant.ofEpochSecond(6));
    assertThat(new SplitRule.Newest(0.75).timesOfValidating(documents, () -> true)).isEmpty();
  }

  @Test
  void where_one_has_no_time_none_is_told() throws IOException {
    var all = new SplitRule.ByText(0.999999);
    var undated = new DocumentList("texts", List.of(new Document("x", null), at(1)));
    assertThat(all.timesOfValidating(undated, () -> false)).isEmpty();
    var partly = new DocumentList("texts", List.of(at(1), new Document("x", null), at(2)));
    assertThat(all.timesOfValidating(partly, () -> false)).isEmpty();
  }

  @Test
  void a_split_by_time_needs_times() {
    List<Document> documents = List.of(at(1), new Document("x", null), at(2));
    for (SplitRule rule : List.of(new SplitRule.Newest(0.5), new SplitRule.Since(Instant.EPOCH))) {
      assertThatThrownBy(() -> validating(documents, rule))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "1 of 3 documents of corpus news have no time; a split by time needs one of each");
    }
  }

  @Test
  void reading_the_times_can_be_stopped() throws IOException {
    var news = new DocumentList("news", List.of(at(1), at(2)));
    assertThat(new SplitRule.Newest(0.5).validates(news, () -> true)).isEmpty();
    assertThat(new SplitRule.Since(Instant.EPOCH).validates(news, () -> true)).isEmpty();
  }

  @Test
  void a_fraction_is_above_0_and_below_1() {
    assertThatThrownBy(() -> new SplitRule.ByText(1))
        .hasMessage("validation fraction is 1.0; must be above 0 and below 1");
    assertThatThrownBy(() -> new SplitRule.Newest(Double.NaN))
        .hasMessage("validation fraction is NaN; must be above 0 and below 1");
  }
}
