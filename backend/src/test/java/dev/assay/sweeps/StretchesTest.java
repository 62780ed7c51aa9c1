package dev.assay.sweeps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.search.Direction;
import dev.assay.search.LearningCurve;
import dev.assay.search.PrunerSpec;
import dev.assay.search.Pruners;
import dev.assay.search.Verdict;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class StretchesTest {
  private static final List<PrunerSpec> PRUNERS =
      List.of(
          new PrunerSpec.Asha(3, 1000, 2),
          new PrunerSpec.Hyperband(3, 1000, 3),
          new PrunerSpec.Median(2, 10, 7));

  private static LearningCurve curve(int trial, long seed, int points) {
    Random random = new Random(seed);
    return new LearningCurve(
        trial, LongStream.range(0, points).toArray(), random.doubles(points).toArray());
  }

  private static LearningCurve thin(LearningCurve c, PrunerSpec pruner) {
    return Stretches.thin(c, pruner, Direction.MINIMIZE);
  }

  @Property(tries = 200)
  void a_pruner_judges_by_what_is_kept_as_by_all(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 300) int points) {
    for (PrunerSpec spec : PRUNERS) {
      LearningCurve trial = curve(9, seed, points);
      List<LearningCurve> others =
          List.of(curve(0, seed + 1, 300), curve(1, seed + 2, 300), curve(2, seed + 3, 150));
      Verdict byAll = Pruners.of(spec).judge(trial, others, Direction.MINIMIZE);
      Verdict byKept =
          Pruners.of(spec)
              .judge(
                  thin(trial, spec),
                  others.stream().map(o -> thin(o, spec)).toList(),
                  Direction.MINIMIZE);
      assertThat(byKept).isEqualTo(byAll);
    }
  }

  @Test
  void of_a_long_series_no_more_than_a_thousand_points_are_kept() {
    PrunerSpec each = new PrunerSpec.Median(2, 0, 1);
    LearningCurve kept = thin(curve(0, 1, 100_000), each);
    assertThat(kept.steps().length).isBetween(500, Stretches.MOST_KEPT);
    assertThat(kept.steps()[0]).isZero();
    assertThat(kept.steps()).endsWith(99_999);
    assertThat(thin(curve(0, 1, 1000), each).steps()).hasSize(1000);
  }

  @Property(tries = 200)
  void part_by_part_is_as_all_at_once(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 299) int cut) {
    for (PrunerSpec spec : PRUNERS) {
      LearningCurve all = curve(0, seed, 300);
      LearningCurve first =
          thin(
              new LearningCurve(
                  0, Arrays.copyOf(all.steps(), cut), Arrays.copyOf(all.values(), cut)),
              spec);
      int kept = first.steps().length;
      long[] steps = Arrays.copyOf(first.steps(), kept + 300 - cut);
      double[] values = Arrays.copyOf(first.values(), kept + 300 - cut);
      System.arraycopy(all.steps(), cut, steps, kept, 300 - cut);
      System.arraycopy(all.values(), cut, values, kept, 300 - cut);
      LearningCurve later = thin(new LearningCurve(0, steps, values), spec);
      assertThat(later.steps()).isEqualTo(thin(all, spec).steps());
      assertThat(later.steps().length).isLessThan(150);
    }
  }
}
