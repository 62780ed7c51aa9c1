package dev.assay.evaluations;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RowIndexTest {
  private static RowIds ids(List<String> texts) {
    IdColumn ids = new IdColumn();
    texts.forEach(ids::add);
    return ids.take();
  }

  @Property(tries = 200)
  void repeated_ids_are_those_of_a_map(
      @ForAll @Size(min = 1, max = 200)
          List<@net.jqwik.api.constraints.IntRange(min = -50, max = 50) Integer> numbers,
      @ForAll boolean withText) {
    List<String> texts = new ArrayList<>(numbers.stream().map(String::valueOf).toList());
    if (withText) {
      texts.add("x");
    }
    Map<String, Integer> first = new HashMap<>();
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      @Nullable Integer before = first.putIfAbsent(texts.get(i), i);
      if (before != null) {
        expected.add(before + " " + i);
      }
    }
    List<String> repeated = new ArrayList<>();
    RowIds ids = ids(texts);
    RowIndex index =
        RowIndex.of(ids, texts.size(), (one, again) -> repeated.add(one + " " + again));
    assertThat(repeated).isEqualTo(expected);
    for (int i = 0; i < texts.size(); i++) {
      assertThat(ids.of(i)).isEqualTo(texts.get(i));
      assertThat(index.find(ids, i)).hasValue(first.getOrDefault(texts.get(i), -1));
    }
  }

  @Test
  void ids_are_found_however_they_are_kept() {
    RowIds integers = ids(List.of("0", "-1", "9223", "100000000000000000"));
    RowIds texts = ids(List.of("x", "100000000000000000", "9223", "-1", "0", "00", "1"));
    RowIndex index = RowIndex.of(integers, 4, (one, again) -> {});
    assertThat(integers).isInstanceOf(IdColumn.Integers.class);
    assertThat(texts).isNotInstanceOf(IdColumn.Integers.class);
    assertThat(index.find(texts, 0)).isEmpty();
    assertThat(index.find(texts, 1)).hasValue(3);
    assertThat(index.find(texts, 2)).hasValue(2);
    assertThat(index.find(texts, 3)).hasValue(1);
    assertThat(index.find(texts, 4)).hasValue(0);
    assertThat(index.find(texts, 5)).isEmpty();
    assertThat(index.find(RowIds.numbers(), 9222)).hasValue(2);
  }

  @Test
  void different_ids_of_one_hash_are_told_apart() {
    RowIds ids =
        new RowIds() {
          @Override
          public String of(int row) {
            return "id" + row / 2;
          }

          @Override
          public boolean areGiven() {
            return true;
          }

          @Override
          public long hash(int row) {
            return 42;
          }
        };
    List<String> repeated = new ArrayList<>();
    RowIndex.of(ids, 6, (one, again) -> repeated.add(one + " " + again));
    assertThat(repeated).containsExactly("0 1", "2 3", "4 5");
  }
}
