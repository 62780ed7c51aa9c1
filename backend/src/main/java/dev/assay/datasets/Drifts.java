package dev.assay.datasets;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.assay.datasets.DriftReport.Part;
import dev.assay.evaluation.MultipleTests;
import dev.assay.problem.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/** Compares versions by reading their files; what does not change is not compared twice. */
@Component
class Drifts {
  private static final int KEPT = 50;
  private static final int PATIENCE_SECONDS = 30;

  private final StoredFiles files;
  private final Semaphore turn = new Semaphore(1, true); // a pass has memory for its samples
  private final Cache<Key, DriftReport> known = Caffeine.newBuilder().maximumSize(KEPT).build();

  Drifts(StoredFiles files) {
    this.files = files;
  }

  private record Key(
      DatasetVersionId reference,
      Window referenceWindow,
      DatasetVersionId current,
      Window window) {}

  DriftReport between(
      DatasetVersion reference, Window referenceWindow, DatasetVersion current, Window window) {
    requireShape("reference", reference, referenceWindow);
    requireShape("current", current, window);
    Key key = new Key(reference.id(), referenceWindow, current.id(), window);
    DriftReport report = known.getIfPresent(key);
    if (report == null) {
      report = inTurn(reference, referenceWindow, current, window);
      known.put(key, report);
    }
    return report;
  }

  private static Shape requireShape(String side, DatasetVersion version, Window window) {
    Shape shape = version.shape();
    if (shape == null) {
      throw withoutProfile(version);
    }
    if (!window.isAll() && shape.timeColumn() == null) {
      throw new Problem.Invalid(
          side,
          "a window of version " + version.number(),
          "no column of the version says when its rows were");
    }
    return shape;
  }

  static Problem withoutProfile(DatasetVersion version) {
    return new Problem.Conflict(
        "version %d of %s %s"
            .formatted(
                version.number(),
                version.name(),
                version.state() == DatasetVersion.State.FAILED
                    ? "has no profile: " + version.error()
                    : "is still being profiled; ask again in a moment"));
  }

  private DriftReport inTurn(
      DatasetVersion reference, Window referenceWindow, DatasetVersion current, Window window) {
    try {
      if (!turn.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new Problem.Busy("other data sets are being compared", PATIENCE_SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Problem.Unavailable("the server stops");
    }
    try {
      Pass before = pass("reference", reference, referenceWindow);
      Pass after = pass("current", current, window);
      return report(
          part(reference, referenceWindow, before), before, part(current, window, after), after);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      turn.release();
    }
  }

  private Pass pass(String side, DatasetVersion version, Window window) throws IOException {
    Shape shape = requireShape(side, version, window);
    try (StoredFiles.Copy copy = files.copy(version.id(), version.fileName())) {
      Pass pass = Pass.over(copy.file(), version.format(), shape, window);
      if (pass.rows() == 0) {
        throw new Problem.Invalid(
            side,
            "version %d %s".formatted(version.number(), window),
            "no row is in this window; the version has rows from %s to %s"
                .formatted(shape.from(), shape.to()));
      }
      return pass;
    }
  }

  private static Part part(DatasetVersion version, Window window, Pass pass) {
    return new Part(version.number(), window.from(), window.to(), pass.rows(), pass.sampled());
  }

  private static DriftReport report(Part reference, Pass before, Part current, Pass after) {
    Map<String, ColumnTally> others = new HashMap<>();
    after.columns().forEach(column -> others.putIfAbsent(column.column().name(), column));
    List<ColumnDrift> columns = new ArrayList<>();
    List<String> onlyInReference = new ArrayList<>();
    for (ColumnTally column : before.columns()) {
      ColumnTally other = others.remove(column.column().name());
      if (other == null) {
        onlyInReference.add(column.column().name());
      } else {
        columns.add(ColumnComparison.of(column, before.rows(), other, after.rows()));
      }
    }
    List<String> onlyInCurrent =
        after.columns().stream().map(c -> c.column().name()).filter(others::containsKey).toList();
    return new DriftReport(
        reference, current, sorted(adjusted(columns)), onlyInReference, onlyInCurrent);
  }

  private static List<ColumnDrift> adjusted(List<ColumnDrift> columns) {
    double[] adjusted =
        MultipleTests.BENJAMINI_HOCHBERG.adjusted(
            columns.stream().mapToDouble(ColumnDrift::p).toArray());
    List<ColumnDrift> all = new ArrayList<>();
    for (int i = 0; i < adjusted.length; i++) {
      all.add(columns.get(i).adjusted(adjusted[i]));
    }
    return all;
  }

  /** What is not compared has NaN, and comes last. */
  private static List<ColumnDrift> sorted(List<ColumnDrift> columns) {
    return columns.stream()
        .sorted(
            Comparator.comparingDouble(
                c -> Double.isNaN(c.psi()) ? Double.POSITIVE_INFINITY : -c.psi()))
        .toList();
  }
}
