package dev.assay.ui.compare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.ui.compare.DiffLine.Kind;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class DiffLineTest {
  private static List<String> texts(List<DiffLine> lines, Kind kind) {
    return lines.stream().filter(l -> l.kind() == kind).map(DiffLine::text).toList();
  }

  @Test
  void it_is_what_diff_u_writes() {
    List<DiffLine> lines = DiffLine.between("a\nb\nc\nd\n", "a\nB\nc\nd\ne\n");

    assertThat(lines.stream().map(l -> l.kind().sign() + l.text()).toList())
        .containsExactly("@@ -1,4 +1,5 @@", " a", "−b", "+B", " c", " d", "+e");
  }

  @Test
  void texts_that_are_the_same_have_none() {
    assertThat(DiffLine.between("a\nb", "a\nb")).isEmpty();
    assertThat(DiffLine.between("", "")).isEmpty();
  }

  @Test
  void a_text_against_nothing_is_all_new() {
    assertThat(texts(DiffLine.between("", "a\nb"), Kind.ADDED)).containsExactly("a", "b");
  }

  @Test
  void only_so_many_lines_are_compared() {
    String long1 =
        IntStream.range(0, 9000).mapToObj(Integer::toString).collect(Collectors.joining("\n"));
    String long2 =
        IntStream.range(1, 9000).mapToObj(i -> "x" + i).collect(Collectors.joining("\n"));

    assertThat(DiffLine.between(long1, long2))
        .hasSizeLessThanOrEqualTo(2 * DiffLine.MOST_LINES + 10);
    assertThat(DiffLine.isTooLong(long1)).isTrue();
    assertThat(DiffLine.isTooLong("a\nb")).isFalse();
  }

  @Property(tries = 200)
  void what_is_removed_was_there_and_what_is_added_is_there(
      @ForAll @Size(max = 12) List<@IntRange(max = 4) Integer> a,
      @ForAll @Size(max = 12) List<@IntRange(max = 4) Integer> b) {
    String from = a.stream().map(i -> "l" + i).collect(Collectors.joining("\n"));
    String to = b.stream().map(i -> "l" + i).collect(Collectors.joining("\n"));
    List<DiffLine> lines = DiffLine.between(from, to);

    assertThat(from.lines().toList()).containsAll(texts(lines, Kind.REMOVED));
    assertThat(to.lines().toList()).containsAll(texts(lines, Kind.ADDED));
    assertThat(lines.isEmpty()).isEqualTo(from.equals(to));
    assertThat(texts(lines, Kind.ADDED).size() - texts(lines, Kind.REMOVED).size())
        .isEqualTo(b.size() - a.size());
  }
}
