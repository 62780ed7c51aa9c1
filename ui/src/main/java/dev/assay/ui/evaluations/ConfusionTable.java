package dev.assay.ui.evaluations;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.NativeTable;
import com.vaadin.flow.component.html.NativeTableCell;
import com.vaadin.flow.component.html.NativeTableRow;
import dev.assay.ui.parts.Nothing;
import dev.assay.ui.parts.Table;
import dev.assay.ui.text.Numbers;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Which class was taken for which; of many classes only the most frequent mistakes. */
final class ConfusionTable extends Div {
  private static final int MOST_CLASSES = 12;
  private static final int MOST_MISTAKES = 20;
  private static final double DEEPEST_PERCENT = 30; // text stays legible on it

  /** A class that was called another one. */
  private record Mistake(String label, String called, double rows, double share) {}

  ConfusionTable() {
    addClassName("wide-table");
  }

  /**
   * @param confusion by true class, then called class; empty where there are too many classes
   */
  void show(List<String> classes, List<List<Double>> confusion) {
    removeAll();
    if (confusion.isEmpty()) {
      add(new Nothing("There are too many classes to show which is taken for which."));
    } else if (classes.size() <= MOST_CLASSES) {
      add(matrix(classes, confusion));
    } else {
      add(mistakes(classes, confusion));
    }
  }

  private static NativeTable matrix(List<String> classes, List<List<Double>> confusion) {
    NativeTable table = new NativeTable();
    table.addClassNames("plain-table", "confusion");
    table.getElement().setAttribute("aria-label", "Confusion matrix");
    NativeTableRow head = table.getHead().addRow();
    MetricTable.header(head, "is ↓  called →", "col", false).addClassName("soft");
    classes.forEach(name -> MetricTable.header(head, name, "col", true));
    for (int k = 0; k < classes.size(); k++) {
      NativeTableRow row = table.getBody().addRow();
      MetricTable.header(row, classes.get(k), "row", false);
      double all = sum(confusion.get(k));
      for (int j = 0; j < classes.size(); j++) {
        cell(row, confusion.get(k).get(j), all, k == j);
      }
    }
    return table;
  }

  private static void cell(NativeTableRow row, double rows, double all, boolean right) {
    double share = all == 0 ? 0 : rows / all;
    NativeTableCell cell = MetricTable.number(row, Numbers.brief(rows));
    cell.setTitle(all == 0 ? "" : String.format(Locale.ROOT, "%.1f %% of its class", share * 100));
    cell.getStyle()
        .set(
            "background",
            String.format(
                Locale.ROOT,
                "color-mix(in srgb, var(--%s) %.1f%%, transparent)",
                right ? "accent" : "bad",
                share * DEEPEST_PERCENT));
  }

  private static Table<Mistake> mistakes(List<String> classes, List<List<Double>> confusion) {
    List<Mistake> all = new ArrayList<>();
    for (int k = 0; k < classes.size(); k++) {
      double rows = sum(confusion.get(k));
      for (int j = 0; j < classes.size(); j++) {
        double taken = confusion.get(k).get(j);
        if (k != j && taken > 0) {
          all.add(new Mistake(classes.get(k), classes.get(j), taken, taken / rows));
        }
      }
    }
    all.sort(Comparator.comparingDouble(Mistake::rows).reversed());
    Table<Mistake> table =
        new Table<Mistake>("Most frequent mistakes")
            .text("Is", "110px", Mistake::label)
            .text("Was called", "110px", Mistake::called)
            .number("Rows", "80px", mistake -> Numbers.brief(mistake.rows()))
            .number(
                "Of its class",
                "100px",
                mistake -> String.format(Locale.ROOT, "%.1f %%", mistake.share() * 100));
    table.show(all.stream().limit(MOST_MISTAKES).toList());
    return table;
  }

  private static double sum(List<Double> row) {
    return row.stream().mapToDouble(Double::doubleValue).sum();
  }
}
