package dev.assay.ui.compare;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.grid.ColumnRendering;
import com.vaadin.flow.component.grid.ColumnTextAlign;
import com.vaadin.flow.component.grid.Grid;
import com.vaadin.flow.component.grid.GridVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.data.provider.CallbackDataProvider;
import com.vaadin.flow.data.renderer.LitRenderer;
import dev.assay.ui.charts.ChartRun;
import dev.assay.ui.parts.RunLink;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * A row for everything that runs may differ in, a column for each run. What differs from the
 * baseline is marked with a sign as well as a colour. Rows are read when they come into view, and
 * columns are drawn then; none is kept here.
 */
class DifferenceGrid extends Grid<ComparedRow> {
  private static final String CELL =
      "<span class='compared ${item.mark}' title=${item.exact}>"
          + "<span class='sign' aria-hidden='true'>${item.sign}</span>"
          + "<span class='unseen'>${item.says}</span>"
          + "${item.link ? html`<a href=${item.link} target='_blank' rel='noopener noreferrer'>${item.brief}</a>`"
          + " : html`<span class='value'>${item.brief}</span>`}</span>";

  private final Comparison comparison;
  private final BiFunction<ComparedRow, Integer, Optional<String>> link;

  /**
   * @param link where a value leads, if anywhere; with https
   */
  DifferenceGrid(Comparison comparison, BiFunction<ComparedRow, Integer, Optional<String>> link) {
    this.comparison = comparison;
    this.link = link;
    addThemeVariants(
        GridVariant.LUMO_NO_BORDER, GridVariant.LUMO_COMPACT, GridVariant.LUMO_COLUMN_BORDERS);
    setSelectionMode(SelectionMode.NONE);
    setColumnRendering(ColumnRendering.LAZY);
    setColumnReorderingAllowed(true);
    addClassName("differences");
    name();
    for (int run = 0; run < comparison.size(); run++) {
      run(run);
    }
  }

  /** Shows rows that are read anew whenever they come into view. */
  void show(Supplier<List<ComparedRow>> rows) {
    setItems(
        new CallbackDataProvider<ComparedRow, Void>(
            query -> rows.get().stream().skip(query.getOffset()).limit(query.getLimit()),
            query -> rows.get().size(),
            row -> row.kind() + row.name()));
  }

  private void name() {
    addColumn(
            LitRenderer.<ComparedRow>of(
                    "<span class='compared-name'><code title=${item.name}>${item.name}</code>"
                        + "<span class='soft'>${item.kind}</span></span>")
                .withProperty("name", ComparedRow::name)
                .withProperty("kind", row -> row.kind() == ComparedRow.Kind.METRIC ? "last" : ""))
        .setHeader("Name")
        .setWidth("min(240px, 42vw)")
        .setFlexGrow(0)
        .setResizable(true)
        .setFrozen(true);
  }

  private void run(int run) {
    int baseline = comparison.baseline();
    addColumn(
            LitRenderer.<ComparedRow>of(CELL)
                .withProperty("brief", row -> row.brief(run))
                .withProperty("exact", row -> row.exact(run))
                .withProperty("mark", row -> mark(row, run).style())
                .withProperty("sign", row -> mark(row, run).sign())
                .withProperty("says", row -> mark(row, run).words())
                .withProperty("link", row -> link.apply(row, run).orElse(null)))
        .setHeader(header(comparison.runs().get(run), run == baseline))
        .setTextAlign(ColumnTextAlign.END)
        .setWidth("150px")
        .setFlexGrow(comparison.size() <= 4 ? 1 : 0)
        .setResizable(true);
  }

  private static Component header(ChartRun run, boolean baseline) {
    Span name = new Span(run.name());
    name.setTitle(run.name());
    name.addClassName("value");
    Div header = new Div(RunLink.swatch(run.id()), name);
    header.addClassName("compared-run");
    if (baseline) {
      Span mark = new Span("baseline");
      mark.addClassName("baseline-mark");
      header.add(mark);
    }
    return header;
  }

  /** How a value stands out. */
  enum Mark {
    NONE("", "", ""),
    DIFFERS("is-different", "≠", "differs: "),
    BEST("is-best", "★", "best: ");

    private final String style;
    private final String sign;
    private final String words;

    Mark(String style, String sign, String words) {
      this.style = style;
      this.sign = sign;
      this.words = words;
    }

    String style() {
      return style;
    }

    String sign() {
      return sign;
    }

    String words() {
      return words;
    }
  }

  /** Metrics hardly ever are the same: of them, the best is marked. */
  Mark mark(ComparedRow row, int run) {
    if (row.kind() == ComparedRow.Kind.METRIC) {
      return row.isBest(run) ? Mark.BEST : Mark.NONE;
    }
    return row.differsFrom(comparison.baseline(), run) ? Mark.DIFFERS : Mark.NONE;
  }
}
