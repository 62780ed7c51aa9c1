package dev.assay.ui.evaluations;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.NativeTable;
import com.vaadin.flow.component.html.NativeTableBody;
import com.vaadin.flow.component.html.NativeTableCell;
import com.vaadin.flow.component.html.NativeTableHeaderCell;
import com.vaadin.flow.component.html.NativeTableRow;
import com.vaadin.flow.component.html.Span;
import dev.assay.evaluations.Report;
import dev.assay.evaluations.Score;
import dev.assay.ui.text.Sentences;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** All metrics of a report with their intervals, those of a kind together. */
final class MetricTable extends Div {
  /** What a metric is about. */
  enum Kind {
    RANKING("Ranking", Set.of("auroc", "auprc", "auroc_macro", "auprc_macro")),
    PROPER(
        "Proper scores and their parts",
        Set.of(
            "log_loss",
            "brier",
            "reliability",
            "resolution",
            "uncertainty",
            "miscalibration",
            "discrimination")),
    CALIBRATION(
        "Calibration",
        Set.of(
            "ece",
            "ece_equal_mass",
            "mce",
            "ace",
            "debiased_ece",
            "smooth_ece",
            "ks_calibration",
            "classwise_ece",
            "sharpness")),
    DECISIONS(
        "Decisions", Set.of("accuracy", "top_5_accuracy", "precision", "recall", "f1", "f1_macro")),
    ROWS("The rows", Set.of());

    private final String label;
    private final Set<String> keys;

    Kind(String label, Set<String> keys) {
      this.label = label;
      this.keys = keys;
    }

    /** What no other kind names is told of the rows. */
    static Kind of(Score score) {
      return Arrays.stream(values())
          .filter(kind -> kind.keys.contains(score.key()))
          .findFirst()
          .orElse(ROWS);
    }
  }

  MetricTable() {
    addClassName("wide-table");
  }

  void show(Report report) {
    NativeTable table = new NativeTable();
    table.addClassNames("plain-table", "metric-table");
    table.getElement().setAttribute("aria-label", "Metrics");
    NativeTableRow head = table.getHead().addRow();
    header(head, "Metric", "col", false);
    header(head, "Value", "col", true);
    header(head, "95 % interval", "col", true);
    header(head, "By", "col", false).setTitle("How the interval came about");
    for (Kind kind : Kind.values()) {
      List<Score> scores = report.scores().stream().filter(s -> Kind.of(s) == kind).toList();
      if (!scores.isEmpty()) {
        add(table.addBody(), kind, scores);
      }
    }
    removeAll();
    add(table);
  }

  private static void add(NativeTableBody body, Kind kind, List<Score> scores) {
    NativeTableHeaderCell group = header(body.addRow(), kind.label, "rowgroup", false);
    group.getElement().setAttribute("colspan", "4");
    group.addClassName("table-group");
    scores.forEach(score -> add(body.addRow(), score));
  }

  private static void add(NativeTableRow row, Score score) {
    NativeTableHeaderCell name = header(row, score.label(), "row", false);
    name.setTitle(Words.of(score.better()));
    NativeTableCell value = number(row, Words.number(score.interval().estimate()));
    value.setTitle(Words.exact(score));
    if (score.undefined() == null) {
      number(row, Words.range(score.interval()));
      NativeTableCell method = row.addDataCell();
      method.addClassNames("soft", "method");
      method.setText(Words.range(score.interval()).isEmpty() ? "" : score.method());
    } else {
      NativeTableCell why = row.addDataCell();
      why.setColspan(2);
      Span reason = new Span(Sentences.of(score.undefined()));
      reason.addClassNames("soft", "why-undefined");
      why.add(reason);
    }
  }

  static NativeTableHeaderCell header(
      NativeTableRow row, String text, String scope, boolean ofNumbers) {
    NativeTableHeaderCell cell = row.addHeaderCell();
    cell.setText(text);
    cell.getElement().setAttribute("scope", scope);
    if (ofNumbers) {
      cell.addClassName("number");
    }
    return cell;
  }

  static NativeTableCell number(NativeTableRow row, String text) {
    NativeTableCell cell = row.addDataCell();
    cell.setText(text);
    cell.addClassName("number");
    return cell;
  }
}
