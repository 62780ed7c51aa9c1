package dev.assay.datasets;

import dev.assay.datasets.ColumnProfile.Trend;
import dev.assay.datasets.Shape.Column;
import dev.assay.tables.Findings;
import dev.assay.tables.RowReader;
import dev.assay.tables.Timestamps;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is told of one column as rows go by. */
final class ColumnTally {
  private static final int TOP = 20;

  private final Column column;
  private final Timestamps times;
  private final Spans spans;
  private final NumberTally numbers = new NumberTally(); // of texts their lengths
  private final CategoryTally categories;
  private final int mostDistinct;
  private final Set<Double> distinct = new HashSet<>();
  private boolean moreDistinct;
  private long missing;
  private long notFinite;

  /**
   * @param mostCategories different texts that are told apart
   * @param mostDistinct different numbers that are told apart; 0 where nobody asks
   * @param spans how many spans of time there are; 0 without
   */
  ColumnTally(Column column, int mostCategories, int mostDistinct, int spans, Findings findings) {
    this.column = column;
    this.times = new Timestamps(column.name(), ZoneOffset.UTC, findings);
    this.categories = new CategoryTally(mostCategories);
    this.mostDistinct = mostDistinct;
    this.spans = new Spans(spans);
  }

  /**
   * @param place of the row in the sample; −1 when it is not in it
   * @param span of the row; −1 when it has none
   */
  void add(RowReader rows, int at, int place, int span) {
    if (Cells.isMissing(rows, at)) {
      missing++;
      numbers.addNone(place);
      spans.addMissing(span);
      return;
    }
    switch (column.type()) {
      case NUMBER -> number(rows.number(at), place, span);
      case TIME -> {
        OptionalLong millis = times.read(rows, at);
        if (millis.isPresent()) {
          number(millis.getAsLong(), place, span);
        }
      }
      case BOOLEAN -> {
        boolean value = Cells.isTrue(rows, at);
        categories.add(Boolean.toString(value));
        spans.add(span, value ? 1 : 0);
      }
      case TEXT -> {
        String text = String.valueOf(rows.text(at));
        categories.add(text);
        numbers.add(text.codePointCount(0, text.length()), place);
      }
      case EMPTY -> {} // the file does not change: nothing is in it
    }
  }

  private void number(double value, int place, int span) {
    if (Double.isInfinite(value)) {
      notFinite++;
      numbers.addNone(place);
      return;
    }
    numbers.add(value, place);
    spans.add(span, value);
    if (distinct.size() < mostDistinct) {
      distinct.add(value + 0.0); // no −0
    } else if (!moreDistinct) {
      moreDistinct = !distinct.contains(value + 0.0);
    }
  }

  Column column() {
    return column;
  }

  long missing() {
    return missing;
  }

  NumberTally numbers() {
    return numbers;
  }

  CategoryTally categories() {
    return categories;
  }

  ColumnProfile profile() {
    boolean areCategories = isOf(ColumnType.TEXT, ColumnType.BOOLEAN);
    return new ColumnProfile(
        column.name(),
        column.type(),
        missing,
        notFinite,
        areCategories ? categories.distinct() : distinct.size(),
        areCategories ? categories.isFull() : moreDistinct,
        isOf(ColumnType.NUMBER, ColumnType.TIME) ? numbers.profile() : null,
        categories.top(TOP),
        isOf(ColumnType.TEXT) ? numbers.profile() : null,
        spans.trend());
  }

  private boolean isOf(ColumnType... types) {
    return List.of(types).contains(column.type());
  }

  /** Counts by spans of time. */
  private static final class Spans {
    private final long[] missing;
    private final long[] counts;
    private final double[] sums;

    Spans(int count) {
      missing = new long[count];
      counts = new long[count];
      sums = new double[count];
    }

    void addMissing(int span) {
      if (span >= 0) {
        missing[span]++;
      }
    }

    void add(int span, double value) {
      if (span >= 0) {
        counts[span]++;
        sums[span] += value;
      }
    }

    @Nullable Trend trend() {
      if (missing.length == 0) {
        return null;
      }
      List<Long> none = new ArrayList<>();
      List<Double> means = new ArrayList<>();
      for (int i = 0; i < missing.length; i++) {
        none.add(missing[i]);
        means.add(sums[i] / counts[i]);
      }
      return new Trend(none, means);
    }
  }
}
