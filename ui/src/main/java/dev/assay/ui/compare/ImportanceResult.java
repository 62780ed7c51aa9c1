package dev.assay.ui.compare;

import com.vaadin.flow.component.grid.ColumnTextAlign;
import com.vaadin.flow.component.grid.Grid;
import com.vaadin.flow.component.grid.GridVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.data.renderer.LitRenderer;
import dev.assay.importance.Importance;
import dev.assay.importance.ParamImportance;
import dev.assay.ui.text.Numbers;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** Which params matter: a bar for each, and how far all of it can be trusted. */
public class ImportanceResult extends Div {
  private static final int MOST_WITHOUT_SCROLLING = 30;
  private static final int MOST_NAMED = 12;

  private final Paragraph verdict = new Paragraph();
  private final Paragraph how = new Paragraph();
  private final Paragraph without = new Paragraph();
  private final Grid<ParamImportance> grid = new Grid<>();
  private double greatest;

  public ImportanceResult() {
    addClassName("importance-result");
    verdict.addClassName("verdict");
    verdict.getElement().setAttribute("role", "status");
    how.addClassName("soft");
    without.addClassName("soft");
    grid.addThemeVariants(GridVariant.LUMO_NO_BORDER, GridVariant.LUMO_COMPACT);
    grid.setSelectionMode(Grid.SelectionMode.NONE);
    columns();
    add(verdict, grid, how, without);
  }

  private void columns() {
    grid.addColumn(
            LitRenderer.<ParamImportance>of("<code title=${item.name}>${item.name}</code>")
                .withProperty("name", ParamImportance::param))
        .setHeader("Param")
        .setWidth("150px")
        .setFlexGrow(1)
        .setFrozen(true)
        .setComparator(Comparator.comparing(ParamImportance::param))
        .setResizable(true);
    grid.addColumn(
            LitRenderer.<ParamImportance>of(
                    "<span class='importance-cell'><span class='importance-bar' aria-hidden='true'>"
                        + "<span style=${item.width}></span></span>"
                        + "<span class='number' title=${item.exact}>${item.brief}</span></span>")
                .withProperty("width", p -> "width: " + width(p.importance()))
                .withProperty("brief", p -> brief(p.importance()) + " ± " + brief(p.spread()))
                .withProperty(
                    "exact",
                    p -> Numbers.exact(p.importance()) + " ± " + Numbers.exact(p.spread())))
        .setHeader("Importance")
        .setWidth("240px")
        .setFlexGrow(2)
        .setComparator(Comparator.comparingDouble(ParamImportance::importance));
    correlation("Pearson", ParamImportance::pearson);
    correlation("Spearman", ParamImportance::spearman);
    grid.addColumn(
            LitRenderer.<ParamImportance>of("<span class='soft'>${item.values}</span>")
                .withProperty("values", ImportanceResult::values))
        .setHeader("Values")
        .setWidth("190px")
        .setFlexGrow(1);
  }

  private void correlation(String name, ToDoubleFunction<ParamImportance> of) {
    grid.addColumn(
            LitRenderer.<ParamImportance>of(
                    "<span class='number' title=${item.exact}>${item.brief}</span>")
                .withProperty("brief", p -> brief(of.applyAsDouble(p)))
                .withProperty("exact", p -> exact(of.applyAsDouble(p))))
        .setHeader(name)
        .setTextAlign(ColumnTextAlign.END)
        .setWidth("100px")
        .setFlexGrow(0)
        .setComparator(Comparator.comparingDouble(of));
  }

  /** A bar to the left of zero would say that noise matters. */
  private String width(double importance) {
    double share = greatest > 0 ? Math.max(0, importance) / greatest : 0;
    return String.format(Locale.ROOT, "%.1f%%", share * 100);
  }

  /** Three decimals: what is beyond is chance. */
  private static String brief(double value) {
    return Double.isNaN(value)
        ? "–"
        : String.format(Locale.ROOT, "%.3f", value).replace("-0.000", "0.000").replace('-', '−');
  }

  private static String exact(double value) {
    return Double.isNaN(value) ? "only numbers that vary correlate" : Numbers.exact(value);
  }

  private static String values(ParamImportance p) {
    String values =
        p.numeric() ? Numbers.count(p.values(), "number") : Numbers.count(p.values(), "text");
    return p.missing() == 0 ? values : values + ", not set in " + Numbers.count(p.missing(), "run");
  }

  public void show(Importance found) {
    greatest = found.params().stream().mapToDouble(ParamImportance::importance).max().orElse(0);
    verdict.setText(verdict(found));
    verdict.getElement().getClassList().set("is-weak", found.trust() != Importance.Trust.GOOD);
    how.setText(
        "Importance: by how much R² falls when a param's values are shuffled among runs that the"
            + " forest has not seen, mean ± standard deviation of ten shuffles. Params that go"
            + " together share it. Correlation is over all "
            + Numbers.count(found.runs(), "run")
            + ".");
    without.setText(without(found));
    without.setVisible(!without.getText().isEmpty());
    grid.setItems(found.params());
    grid.setAllRowsVisible(found.params().size() <= MOST_WITHOUT_SCROLLING);
  }

  private static String verdict(Importance found) {
    String measured =
        "R² = %s on %s that it has not seen"
            .formatted(brief(found.rSquared()), Numbers.count(found.heldOut(), "run"));
    return switch (found.trust()) {
      case NONE ->
          "From these params a forest cannot predict %s (%s): the importances below mean nothing."
              .formatted(found.target(), measured);
      case WEAK ->
          "From these params a forest predicts %s only in part (%s): take the importances as hints."
              .formatted(found.target(), measured);
      case GOOD ->
          "From these params a forest predicts %s well (%s).".formatted(found.target(), measured);
    };
  }

  private static String without(Importance found) {
    StringBuilder text = new StringBuilder();
    if (found.withoutTarget() > 0) {
      text.append(
          "Left out: %s without a finite value. "
              .formatted(Numbers.count(found.withoutTarget(), "run")));
    }
    append(text, "The same in all runs", found.constant());
    append(text, "Different in almost every run", found.unlike());
    if (found.leftOut() > 0) {
      text.append("Not looked at: %s. ".formatted(Numbers.count(found.leftOut(), "more param")));
    }
    return text.toString().strip();
  }

  private static void append(StringBuilder text, String what, List<String> params) {
    if (!params.isEmpty()) {
      String more =
          params.size() > MOST_NAMED ? " and " + (params.size() - MOST_NAMED) + " more" : "";
      text.append(what)
          .append(": ")
          .append(params.stream().limit(MOST_NAMED).collect(Collectors.joining(", ")))
          .append(more)
          .append(". ");
    }
  }
}
