package dev.assay.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.assay.problem.Problem;
import dev.assay.runs.RunId;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CursorTest {
  private static void assertRefused(String text) {
    assertThatExceptionOfType(Problem.Invalid.class)
        .isThrownBy(() -> Cursor.parse(text))
        .satisfies(p -> assertThat(p.violations().getFirst().field()).isEqualTo("since"));
  }

  private static void assertParsesOrIsRefused(String text) {
    try {
      assertThat(Cursor.parse(text).snapshot()).matches("\\d+:\\d+:[\\d,]*");
    } catch (Problem.Invalid e) {
      assertThat(e).hasMessageContaining("since");
    }
  }

  @Property(tries = 1000)
  void any_text_is_a_cursor_or_refused(@ForAll @StringLength(max = 200) String text) {
    assertParsesOrIsRefused(text);
  }

  @Property(tries = 1000)
  void any_bytes_are_a_cursor_or_refused(@ForAll @Size(max = 100) byte[] bytes) {
    assertParsesOrIsRefused(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  @Property(tries = 500)
  void a_cursor_comes_back(@ForAll byte[] cuts, @ForAll int query) {
    Cursor read = Cursor.parse(new Cursor("10:20:12,17", cuts, query).text());

    assertThat(read.snapshot()).isEqualTo("10:20:12,17");
    assertThat(read.cuts()).isEqualTo(cuts);
    assertThat(read.query()).isEqualTo(query);
  }

  @Property(tries = 500)
  void a_cursor_with_another_letter_is_refused_or_the_same(
      @ForAll @IntRange(max = 100) int at, @ForAll @IntRange(min = 32, max = 126) int letter) {
    String text = new Cursor("10:20:", new byte[] {1, 2, 3}, 77).text();
    StringBuilder changed = new StringBuilder(text);
    changed.setCharAt(at % text.length(), (char) letter);
    try {
      assertThat(Cursor.parse(changed.toString()).text()).isEqualTo(text);
    } catch (Problem.Invalid e) {
      assertThat(e).hasMessageContaining("since");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":",
        "1:2",
        "0:1:",
        "0:0:",
        "5:3:",
        "1:2:x",
        "3:9:2",
        "3:9:9",
        "3:9:5,4",
        "3:9:,",
        "-1:2:",
        "1:99999999999999999999:",
        "1:2:'; drop table run; --"
      })
  void what_is_no_snapshot_is_refused_before_the_database_sees_it(String snapshot) {
    assertRefused(new Cursor(snapshot, new byte[0], 0).text());
  }

  @Test
  void a_snapshot_with_many_transactions_in_progress_comes_back() {
    String snapshot =
        IntStream.range(10, 1000).mapToObj(Integer::toString).collect(Collectors.joining(","));

    assertThat(Cursor.parse(new Cursor("10:1000:" + snapshot, new byte[0], 0).text()).snapshot())
        .endsWith("999");
  }

  @Test
  void queries_that_differ_have_other_cursors() {
    RunId run = RunId.next();
    SeriesQuery q = SeriesQuery.whole(List.of(run), List.of("a", "b"), 100);

    assertThat(Cursor.hash(q))
        .isEqualTo(Cursor.hash(SeriesQuery.whole(List.of(run), List.of("a", "b"), 100)))
        .isNotEqualTo(Cursor.hash(SeriesQuery.whole(List.of(run), List.of("b", "a"), 100)))
        .isNotEqualTo(Cursor.hash(SeriesQuery.whole(List.of(run), List.of("a", "b"), 101)))
        .isNotEqualTo(
            Cursor.hash(
                new SeriesQuery(
                    q.runs(), q.metrics(), 100, new Axis.Time(), q.from(), q.to(), null)));
  }
}
