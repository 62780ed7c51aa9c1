package dev.assay.datasets;

import dev.assay.datasets.ColumnDrift.Basis;
import dev.assay.datasets.ColumnDrift.Overlay;
import dev.assay.datasets.ColumnProfile.Category;
import dev.assay.drift.CategoryDrift;
import dev.assay.drift.MissingShare;
import dev.assay.drift.NumericDrift;
import dev.assay.drift.Psi;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.SequencedSet;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/** Compares a column with the one of the same name. */
final class ColumnComparison {
  private static final int MOST_SHOWN = 20;
  private static final String TOO_MANY =
      "too many texts are different to be told apart: their lengths are compared";

  private final ColumnTally reference;
  private final ColumnTally current;
  private final MissingShare missing;

  private ColumnComparison(ColumnTally reference, ColumnTally current, MissingShare missing) {
    this.reference = reference;
    this.current = current;
    this.missing = missing;
  }

  static ColumnDrift of(
      ColumnTally reference, long referenceRows, ColumnTally current, long currentRows) {
    MissingShare missing =
        MissingShare.of(reference.missing(), referenceRows, current.missing(), currentRows);
    return new ColumnComparison(reference, current, missing).result();
  }

  private ColumnDrift result() {
    ColumnType type = reference.column().type();
    ColumnType other = current.column().type();
    if (type != other) {
      return nothing("it is %s in the one, %s in the other".formatted(word(type), word(other)));
    }
    return switch (type) {
      case NUMBER -> numbers(Basis.NUMBERS, null);
      case BOOLEAN -> categories();
      case TEXT -> areTooMany() ? numbers(Basis.LENGTHS, TOO_MANY) : categories();
      case TIME -> nothing("time goes on in any case");
      case EMPTY -> nothing("nothing is in it");
    };
  }

  private static String word(ColumnType type) {
    return type.name().toLowerCase(Locale.ROOT);
  }

  private boolean areTooMany() {
    return reference.categories().areTooMany() || current.categories().areTooMany();
  }

  private ColumnDrift nothing(String why) {
    return drift(Basis.NOTHING, why, Double.NaN, Double.NaN, null, null, null);
  }

  private ColumnDrift numbers(Basis basis, @Nullable String why) {
    double[] before = reference.numbers().sorted();
    double[] after = current.numbers().sorted();
    if (before.length == 0 || after.length == 0) {
      return nothing("there are no values on one side");
    }
    NumericDrift drift = NumericDrift.of(before, after);
    double[] both = DoubleStream.concat(Arrays.stream(before), Arrays.stream(after)).toArray();
    Arrays.sort(both);
    List<Double> edges = Histogram.edges(both);
    Overlay overlay = new Overlay(edges, List.of(), shares(edges, before), shares(edges, after));
    return drift(basis, why, drift.psi(), drift.ks().p(), drift, null, overlay);
  }

  private static List<Double> shares(List<Double> edges, double[] values) {
    return Histogram.of(edges, values).counts().stream()
        .map(count -> count / (double) values.length)
        .toList();
  }

  private ColumnDrift categories() {
    SequencedSet<String> values = new LinkedHashSet<>(); // the most frequent first
    for (ColumnTally side : List.of(reference, current)) {
      side.categories().all().stream().map(Category::value).forEach(values::add);
    }
    long[] before = counts(reference, values);
    long[] after = counts(current, values);
    if (Arrays.stream(before).sum() == 0 || Arrays.stream(after).sum() == 0) {
      return nothing("there are no values on one side");
    }
    CategoryDrift drift = CategoryDrift.of(before, after);
    List<String> labels = new ArrayList<>(values.stream().limit(MOST_SHOWN).toList());
    if (values.size() > MOST_SHOWN) {
      labels.add("");
    }
    Overlay overlay =
        new Overlay(List.of(), labels, shares(before, labels.size()), shares(after, labels.size()));
    return drift(Basis.CATEGORIES, null, drift.psi(), drift.chiSquared().p(), null, drift, overlay);
  }

  private static long[] counts(ColumnTally side, SequencedSet<String> values) {
    return values.stream().mapToLong(side.categories()::count).toArray();
  }

  /** The last of them has all that follow, too. */
  private static List<Double> shares(long[] counts, int shown) {
    double total = Arrays.stream(counts).sum();
    List<Double> shares = new ArrayList<>();
    for (int i = 0; i < shown; i++) {
      long count = i < MOST_SHOWN ? counts[i] : Arrays.stream(counts, i, counts.length).sum();
      shares.add(count / total);
    }
    return shares;
  }

  private ColumnDrift drift(
      Basis basis,
      @Nullable String why,
      double psi,
      double p,
      @Nullable NumericDrift numbers,
      @Nullable CategoryDrift categories,
      @Nullable Overlay overlay) {
    return new ColumnDrift(
        reference.column().name(),
        reference.column().type(),
        basis,
        why,
        missing,
        psi,
        basis == Basis.NOTHING ? null : Psi.Band.of(psi),
        p,
        Double.NaN,
        numbers,
        categories,
        overlay);
  }
}
