package dev.assay.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.assay.datasets.ColumnProfile.Category;
import dev.assay.tables.FileFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TallyTest {
  @Test
  void a_sample_is_as_large_as_allowed_and_of_all_rows_alike() {
    RowSample sample = new RowSample(1);
    int[] kept = new int[100_000];
    long sum = 0;
    for (int row = 0; row < 1_000_000; row++) {
      int place = sample.place();
      if (place >= 0) {
        kept[place] = row;
      }
    }
    for (int row : kept) {
      sum += row;
    }
    assertThat(sample.size()).isEqualTo(100_000);
    // the mean of a sample of n is within 5 σ/√n of the middle, but once in 1.7 million times
    assertThat(sum / 1e5).isCloseTo(499_999.5, within(5 * 288_675 / Math.sqrt(1e5)));
    assertThat(new RowSample(2_000)).extracting(s -> fill(s, 5_000)).isEqualTo(2_000);
  }

  private static int fill(RowSample sample, int rows) {
    for (int row = 0; row < rows; row++) {
      sample.place();
    }
    return sample.size();
  }

  /** {@code np.mean, np.std(ddof=1), np.quantile} of [2, 4, 4, 4, 5, 5, 7, 9] (NumPy 2.4.6). */
  @Test
  void moments_and_quantiles_are_numpys() {
    NumberTally tally = new NumberTally();
    double[] values = {2, 4, 4, 4, 5, 5, 7, 9};
    for (int i = 0; i < values.length; i++) {
      tally.add(values[i], i);
    }
    NumberProfile profile = tally.profile();
    assertThat(profile.mean()).isEqualTo(5);
    assertThat(profile.sd()).isCloseTo(2.138089935299395, within(1e-15));
    assertThat(profile.quantiles().p05()).isCloseTo(2.7, within(1e-12));
    assertThat(profile.quantiles().p75()).isEqualTo(5.5);
    assertThat(profile.min()).isEqualTo(2);
    assertThat(profile.max()).isEqualTo(9);
    assertThat(new NumberTally().profile().mean()).isNaN();
  }

  @Test
  void texts_are_counted_up_to_a_bound_that_is_told() {
    CategoryTally tally = new CategoryTally(2);
    List.of("b", "a", "b", "c", "a", "b").forEach(tally::add);
    assertThat(tally.top(5)).containsExactly(new Category("b", 3), new Category("a", 2));
    assertThat(tally.isFull()).isTrue();
    assertThat(tally.count("c")).isZero();
  }

  @Test
  void a_wide_file_tells_fewer_numbers_apart_so_that_all_columns_fit_in_memory(@TempDir Path folder)
      throws IOException {
    Path wide = Files.writeString(folder.resolve("wide.csv"), numbers(1_000, 600));
    Path narrow = Files.writeString(folder.resolve("narrow.csv"), numbers(2, 600));

    assertThat(profile(wide).columns())
        .hasSize(1_000)
        .allSatisfy(
            column -> {
              assertThat(column.distinct()).isEqualTo(500);
              assertThat(column.moreDistinct()).isTrue();
            });
    assertThat(profile(narrow).columns())
        .allSatisfy(
            column -> {
              assertThat(column.distinct()).isEqualTo(600);
              assertThat(column.moreDistinct()).isFalse();
            });
  }

  private static Profile profile(Path file) throws IOException {
    return Pass.profile(file, FileFormat.CSV, Survey.of(file, FileFormat.CSV, null));
  }

  private static String numbers(int columns, int rows) {
    StringBuilder csv = new StringBuilder();
    for (int row = -1; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        csv.append(column == 0 ? "" : ",").append(row < 0 ? "c" + column : row + ".5");
      }
      csv.append('\n');
    }
    return csv.toString();
  }

  @Test
  void a_histogram_shows_the_many_and_counts_the_few_beside() {
    double[] sorted = new double[1001];
    for (int i = 0; i < 1000; i++) {
      sorted[i] = i / 100.0;
    }
    sorted[1000] = 1e9;
    Histogram histogram = Histogram.of(sorted);
    assertThat(histogram.edges().getLast()).isLessThan(11);
    assertThat(histogram.above()).isBetween(1L, 6L);
    long all = histogram.counts().stream().mapToLong(Long::longValue).sum();
    assertThat(all + histogram.below() + histogram.above()).isEqualTo(1001);
    assertThat(Histogram.of(new double[] {3, 3}).counts()).containsExactly(2L);
    assertThat(Histogram.of(new double[0]).edges()).isEmpty();
  }

  @Test
  void a_range_of_time_has_at_most_sixty_spans_of_a_width_with_a_name() {
    Instant start = Instant.parse("2026-01-01T00:00:30Z");
    assertThat(TimeGrid.of(start, start)).isEqualTo(new TimeGrid(start.toEpochMilli(), 1000, 1));
    TimeGrid days = TimeGrid.of(start, Instant.parse("2026-02-15T10:00:00Z"));
    assertThat(days.widthMillis()).isEqualTo(86_400_000);
    assertThat(days.count()).isEqualTo(46);
    assertThat(days.starts().getFirst()).isEqualTo("2026-01-01T00:00:00Z");
    assertThat(days.place(Instant.parse("2026-02-15T10:00:00Z").toEpochMilli())).isEqualTo(45);
    assertThat(TimeGrid.of(Instant.EPOCH, Instant.parse("2900-01-01T00:00:00Z")).count())
        .isLessThanOrEqualTo(60);
    assertThat(TimeGrid.of(Instant.parse("1900-01-01T00:00:00Z"), Instant.EPOCH).place(0))
        .isLessThan(60);
  }
}
