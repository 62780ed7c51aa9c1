package dev.assay.ui.workspace;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.grid.Grid;
import com.vaadin.flow.component.grid.GridVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.data.renderer.LitRenderer;
import dev.assay.query.Operand;
import dev.assay.query.Operand.Function;
import dev.assay.query.Operand.Kind;
import dev.assay.ui.parts.FilterField;
import dev.assay.ui.parts.Nothing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Chooses the columns of the table; their order and widths are changed in the table itself. */
class ColumnsDialog extends Dialog {
  private final Map<String, ColumnSpec> chosen = new LinkedHashMap<>();
  private final Map<String, ColumnSpec> taken = new HashMap<>();
  private final List<Operand> offered = new ArrayList<>();
  private final Grid<Operand> grid = new Grid<>();
  private final FilterField search = new FilterField("Search params, metrics, tags");
  private final Select<Function> statistic = new Select<>();
  private final Nothing none = new Nothing("Nothing has that in its name.");
  private final Consumer<List<ColumnSpec>> changed;

  /**
   * @param reset to the columns that suit the runs
   */
  ColumnsDialog(
      List<ColumnSpec> columns, Known known, Consumer<List<ColumnSpec>> changed, Runnable reset) {
    this.changed = changed;
    columns.forEach(column -> chosen.put(column.words(), column));
    offer(columns, known);
    setHeaderTitle("Columns");
    setWidth("560px");
    statistic.setLabel("Of a metric show");
    statistic.setItems(Function.values());
    statistic.setItemLabelGenerator(f -> f.name().toLowerCase(Locale.ROOT));
    statistic.setValue(Function.LAST);
    statistic.addValueChangeListener(change -> filter());
    search.addValueChangeListener(change -> filter());
    columns();
    Div tools = new Div(search, statistic);
    tools.addClassName("tools");
    none.setVisible(false);
    add(tools, grid, none);
    Button back =
        new Button(
            "Reset",
            click -> {
              close();
              reset.run();
            });
    back.setTooltipText("The columns that tell these runs apart");
    back.addThemeVariants(ButtonVariant.LUMO_TERTIARY);
    getFooter().add(back, new Button("Close", click -> close()));
    filter();
  }

  /** What is chosen comes first. */
  private void offer(List<ColumnSpec> columns, Known known) {
    columns.forEach(column -> offered.add(column.operand()));
    List<Operand> others = new ArrayList<>();
    Known.attributes().forEach(name -> others.add(Operand.of(Kind.ATTRIBUTE, name)));
    known.metrics().forEach(name -> others.add(Operand.of(Kind.METRIC, name)));
    new TreeSet<>(known.params().keySet())
        .forEach(name -> others.add(Operand.of(Kind.PARAM, name)));
    known.tags().forEach(name -> others.add(Operand.of(Kind.TAG, name)));
    others.stream().filter(o -> !chosen.containsKey(o.inWords())).forEach(offered::add);
  }

  private void columns() {
    grid.addThemeVariants(GridVariant.LUMO_NO_BORDER, GridVariant.LUMO_COMPACT);
    grid.setSelectionMode(Grid.SelectionMode.NONE);
    grid.setHeight("420px");
    grid.addColumn(
            LitRenderer.<Operand>of(
                    "<label class='column-choice'><input type='checkbox' .checked=${item.on}"
                        + " @change=${(e) => choose(e.target.checked)}><span title=${item.words}>${item.label}</span>"
                        + "<span class='soft'>${item.kind}</span></label>"
                        + "${item.on ? html`<button type='button' class='row-button' aria-pressed=${item.pinned ? 'true' : 'false'}"
                        + " @click=${() => pin(!item.pinned)}>${item.pinned ? 'Unpin' : 'Pin'}</button>` : ''}")
                .withProperty("on", o -> chosen.containsKey(o.inWords()))
                .withProperty("pinned", this::isPinned)
                .withProperty("label", ColumnsDialog::label)
                .withProperty("words", Operand::inWords)
                .withProperty("kind", ColumnsDialog::kind)
                .withFunction("choose", (o, args) -> choose(o, args.get(0).asBoolean()))
                .withFunction("pin", (o, args) -> pin(o, args.get(0).asBoolean())))
        .setHeader("Column");
  }

  private static String label(Operand operand) {
    return operand.kind() == Kind.PARAM ? operand.key() : ColumnSpec.label(operand);
  }

  private static String kind(Operand operand) {
    return switch (operand.kind()) {
      case ATTRIBUTE -> "";
      case METRIC -> "metric";
      case PARAM -> "param";
      case TAG -> "tag";
      case DATASET -> "dataset";
    };
  }

  private void filter() {
    String wanted = search.getValue().strip().toLowerCase(Locale.ROOT);
    List<Operand> shown =
        offered.stream()
            .map(this::withStatistic)
            .filter(o -> label(o).toLowerCase(Locale.ROOT).contains(wanted))
            .distinct()
            .toList();
    grid.setItems(shown);
    grid.setVisible(!shown.isEmpty());
    none.setVisible(shown.isEmpty());
  }

  /** Metrics that are chosen stay as they are. */
  private Operand withStatistic(Operand o) {
    return o.kind() == Kind.METRIC && !chosen.containsKey(o.inWords())
        ? new Operand(o.kind(), o.key(), statistic.getValue(), 0)
        : o;
  }

  private boolean isPinned(Operand operand) {
    ColumnSpec column = chosen.get(operand.inWords());
    return column != null && column.pinned();
  }

  /** Pinned columns stay in sight at the left. */
  void pin(Operand operand, boolean stays) {
    chosen.computeIfPresent(operand.inWords(), (words, column) -> column.withPinned(stays));
    tell(operand);
  }

  private void choose(Operand operand, boolean on) {
    if (on) {
      ColumnSpec before = taken.get(operand.inWords());
      chosen.put(operand.inWords(), before == null ? new ColumnSpec(operand, false, 0) : before);
    } else {
      ColumnSpec column = chosen.remove(operand.inWords());
      if (column != null) {
        taken.put(operand.inWords(), column); // with its width, should it come back
      }
    }
    tell(operand);
  }

  private void tell(Operand operand) {
    changed.accept(List.copyOf(chosen.values()));
    grid.getDataProvider().refreshItem(operand);
  }
}
