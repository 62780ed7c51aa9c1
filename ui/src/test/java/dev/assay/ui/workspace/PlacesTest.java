package dev.assay.ui.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.query.RunGroup;
import dev.assay.runs.RunId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** However a table is cut into pages, its rows are the same. */
class PlacesTest {
  private static Places places(List<Integer> sizes, List<Boolean> open) {
    List<Row.OfGroup> groups = new ArrayList<>();
    for (int i = 0; i < sizes.size(); i++) {
      List<RunId> runs = new ArrayList<>();
      for (int k = 0; k < sizes.get(i); k++) {
        runs.add(new RunId(new UUID(i, k)));
      }
      groups.add(new Row.OfGroup(new RunGroup(List.of("" + i), runs, List.of()), Map.of()));
    }
    Places places = Places.ofGroups(groups);
    for (int i = 0; i < groups.size(); i++) {
      if (open.get(i % open.size())) {
        places.toggle(groups.get(i));
      }
    }
    return places;
  }

  private static List<Object> rows(Places places, int from, int limit) {
    List<Object> rows = new ArrayList<>();
    for (Places.Part part : places.parts(from, limit)) {
      switch (part) {
        case Places.Part.Group(var group) -> rows.add(group.id());
        case Places.Part.Runs(var ids, var _) -> rows.addAll(ids);
      }
    }
    return rows;
  }

  @Property(tries = 300)
  void pages_put_together_are_the_table(
      @ForAll @Size(min = 1, max = 6) List<@IntRange(min = 1, max = 7) Integer> sizes,
      @ForAll @Size(min = 1, max = 6) List<Boolean> open,
      @ForAll @IntRange(min = 1, max = 9) int page) {
    Places places = places(sizes, open);
    List<Object> all = rows(places, 0, 1000);

    assertThat(all).hasSize(places.size()).doesNotHaveDuplicates();
    List<Object> inPages = new ArrayList<>();
    for (int from = 0; from < places.size(); from += page) {
      inPages.addAll(rows(places, from, page));
    }
    assertThat(inPages).isEqualTo(all);
    assertThat(places.runs()).hasSize(sizes.stream().mapToInt(n -> n).sum());
  }

  @Property(tries = 50)
  void runs_alone_are_cut_where_asked(
      @ForAll @IntRange(min = 0, max = 20) int from, @ForAll @IntRange(min = 1, max = 9) int page) {
    List<RunId> ids = new ArrayList<>();
    for (int i = 0; i < 13; i++) {
      ids.add(new RunId(new UUID(0, i)));
    }
    assertThat(rows(Places.ofRuns(ids), from, page))
        .isEqualTo(ids.subList(Math.min(13, from), Math.min(13, from + page)));
  }
}
