package dev.assay.evaluations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.evaluation.Binary;
import dev.assay.evaluation.Multiclass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;

class PredictionsFileTest {
  private static final List<String> NAMES = List.of("cat", "a.b", "größe", "p[0]", "1", "5th");

  @Property(tries = 60)
  void what_is_written_is_read_again(
      @ForAll @IntRange(min = 1, max = 300) int n,
      @ForAll @IntRange(min = 2, max = 6) int classes,
      @ForAll @IntRange(max = 63) int parts,
      @ForAll long seed)
      throws IOException {
    Predictions rows = made(n, classes, parts, new SplittableRandom(seed));
    Path file = Files.createTempFile("predictions", ".parquet");
    try {
      PredictionsFile.write(rows, file);
      assertSame(PredictionsFile.read(file, rows.classes()), rows);
      assertSame(
          PredictionsFile.read(file, rows.classes(), Set.of()),
          new Predictions(
              rows.classes(), rows.binary(), rows.multiclass(), null, RowIds.numbers(), List.of()));
    } finally {
      Files.delete(file);
    }
  }

  /**
   * @param parts bits of what is there
   */
  private static Predictions made(int n, int k, int parts, SplittableRandom random) {
    double @Nullable [] w = null;
    if ((parts & 1) != 0) {
      w = random.doubles(n).toArray();
      w[0] = 2;
    }
    long[] millis = (parts & 2) == 0 ? null : random.longs(n, -1L << 40, 1L << 42).toArray();
    List<Group> groups = new ArrayList<>();
    if ((parts & 4) != 0) {
      int[] codes = new int[n]; // numbered as they come
      int known = 0;
      for (int i = 0; i < n; i++) {
        codes[i] = random.nextInt(-1, known + 1);
        known = Math.max(known, codes[i] + 1);
      }
      List<String> words =
          java.util.stream.IntStream.range(0, known).mapToObj(i -> "w" + i).toList();
      groups.add(new Group.Words("wörd.s", codes, words));
    }
    if ((parts & 8) != 0) {
      double[] values = random.doubles(n, -1e3, 1e3).toArray();
      values[n / 2] = Double.NaN;
      groups.add(new Group.Numbers("numbers", values));
    }
    return new Predictions(
        NAMES.subList(0, k),
        k == 2 ? binary(n, w, random) : null,
        k == 2 ? null : multiclass(n, k, w, random),
        millis,
        ids(n, parts >> 4),
        groups);
  }

  private static RowIds ids(int n, int kind) {
    IdColumn ids = new IdColumn();
    for (int i = 0; i < n; i++) {
      ids.add(kind == 1 ? Integer.toString(7 * i - 50) : "id " + i);
    }
    return kind == 0 ? RowIds.numbers() : ids.take();
  }

  private static Binary binary(int n, double @Nullable [] w, SplittableRandom random) {
    byte[] y = new byte[n];
    for (int i = 0; i < n; i++) {
      y[i] = (byte) random.nextInt(2);
    }
    return Binary.of(random.doubles(n).toArray(), y, w);
  }

  private static Multiclass multiclass(
      int n, int k, double @Nullable [] w, SplittableRandom random) {
    double[] p = random.doubles((long) n * k).toArray();
    int[] y = random.ints(n, 0, k).toArray();
    return Multiclass.of(Multiclass.renormalised(p, k), k, y, w);
  }

  private static void assertSame(Predictions read, Predictions rows) {
    assertThat(read.size()).isEqualTo(rows.size());
    assertThat(read.classes()).isEqualTo(rows.classes());
    assertThat(read.millis()).isEqualTo(rows.millis());
    assertThat(read.ids().areGiven()).isEqualTo(rows.ids().areGiven());
    for (int i = 0; i < rows.size(); i++) {
      assertThat(read.ids().of(i)).isEqualTo(rows.ids().of(i));
      if (rows.binary() != null) {
        Binary binary = Objects.requireNonNull(read.binary());
        assertThat(binary.probability(i)).isEqualTo(rows.binary().probability(i));
        assertThat(binary.label(i)).isEqualTo(rows.binary().label(i));
        assertThat(binary.weight(i)).isEqualTo(rows.binary().weight(i));
      } else {
        Multiclass given = Objects.requireNonNull(rows.multiclass());
        Multiclass multiclass = Objects.requireNonNull(read.multiclass());
        for (int k = 0; k < rows.classes().size(); k++) {
          assertThat(multiclass.probability(i, k)).isEqualTo(given.probability(i, k));
        }
        assertThat(multiclass.label(i)).isEqualTo(given.label(i));
        assertThat(multiclass.weight(i)).isEqualTo(given.weight(i));
      }
    }
    assertThat(read.groups()).hasSameSizeAs(rows.groups());
    for (int g = 0; g < rows.groups().size(); g++) {
      switch (rows.groups().get(g)) {
        case Group.Words words -> {
          Group.Words again = (Group.Words) read.group(words.name());
          assertThat(again.codes()).isEqualTo(words.codes());
          assertThat(again.values()).isEqualTo(words.values());
        }
        case Group.Numbers numbers ->
            assertThat(((Group.Numbers) read.group(numbers.name())).values())
                .isEqualTo(numbers.values());
      }
    }
  }
}
