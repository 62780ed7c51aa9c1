package dev.assay.ui.sweeps;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.dependency.Uses;
import com.vaadin.flow.component.grid.ColumnTextAlign;
import com.vaadin.flow.component.grid.Grid;
import com.vaadin.flow.component.grid.GridVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.textfield.IntegerField;
import com.vaadin.flow.data.renderer.LitRenderer;
import com.vaadin.flow.data.value.ValueChangeMode;
import dev.assay.paging.Page;
import dev.assay.paging.PageRequest;
import dev.assay.sweeps.Decision;
import dev.assay.sweeps.SweepId;
import dev.assay.ui.parts.CursorPages;
import dev.assay.ui.parts.Nothing;
import dev.assay.ui.parts.TimeText;
import dev.assay.ui.parts.UrlState;
import dev.assay.ui.text.Sentences;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What was decided, each with its reason, the newest first. */
@Uses(TimeText.class) // its element stands in a template
class DecisionsTab extends Div implements SweepPart {
  private static final PageRequest NEWEST = PageRequest.first(1);

  private final SweepReader reader;
  private final SweepId sweep;
  private final IntegerField trial = new IntegerField();
  private final Button newer = new Button("Show newer decisions", _ -> reload());
  private final Grid<Decision> grid = new Grid<>();
  private final CursorPages<Decision> pages = new CursorPages<>(Decision::seq, this::rows);
  private final Nothing none = new Nothing("");
  private long newest = -1;
  private SweepState.@Nullable Course shown;

  /**
   * @param only number of the trial whose decisions are shown; of all trials when it is none
   */
  DecisionsTab(SweepState state, SweepReader reader, String only) {
    this.reader = reader;
    this.sweep = state.sweep().id();
    addClassName("decisions-tab");
    trial.setPlaceholder("Of trial number");
    trial.setAriaLabel("Of trial number");
    trial.setMin(0);
    trial.setClearButtonVisible(true);
    trial.setManualValidation(true);
    trial.getElement().setAttribute("data-filter", true);
    trial.setValueChangeMode(ValueChangeMode.LAZY);
    if (only.matches("\\d{1,9}")) {
      trial.setValue(Integer.valueOf(only));
    }
    trial.addValueChangeListener(
        change -> {
          UrlState.replace(
              this, Map.of("trial", trial.isEmpty() ? "" : trial.getValue().toString()));
          reload();
        });
    newer.addThemeVariants(ButtonVariant.LUMO_TERTIARY);
    Div tools = new Div(trial, newer);
    tools.addClassName("tools");
    columns();
    add(tools, none, grid);
    reload();
  }

  private Page<Decision> rows(PageRequest request) {
    return reader.decisions(sweep, trial.getValue(), request);
  }

  private void columns() {
    grid.addThemeVariants(
        GridVariant.LUMO_NO_BORDER, GridVariant.LUMO_COMPACT, GridVariant.LUMO_WRAP_CELL_CONTENT);
    grid.setSelectionMode(Grid.SelectionMode.NONE);
    grid.getElement().setAttribute("aria-label", "Decisions");
    grid.addColumn(DecisionRow::what).setHeader("Of").setWidth("100px").setFlexGrow(0);
    grid.addColumn(d -> Words.of(d.kind())).setHeader("Decision").setWidth("110px").setFlexGrow(0);
    grid.addColumn(d -> Sentences.capital(d.reason()))
        .setHeader("Reason")
        .setWidth("200px")
        .setFlexGrow(1);
    grid.addColumn(
            LitRenderer.<Decision>of("<assay-time class='soft' at=${item.at}></assay-time>")
                .withProperty("at", d -> d.at().toString()))
        .setHeader("When")
        .setTextAlign(ColumnTextAlign.END)
        .setWidth("110px")
        .setFlexGrow(0);
  }

  private void reload() {
    pages.show(grid);
    newest = head();
    newer.setVisible(false);
    grid.setVisible(!pages.isEmpty());
    none.setVisible(pages.isEmpty());
    none.say(
        trial.isEmpty()
            ? "Nothing has been decided yet."
            : "Nothing has been decided about trial %d; trials count from 0."
                .formatted(trial.getValue()));
  }

  private long head() {
    return rows(NEWEST).items().stream().mapToLong(Decision::seq).findFirst().orElse(-1);
  }

  /** What one reads stays where it is: newer ones are offered. */
  @Override
  public void show(SweepState state) {
    if (!state.course().equals(shown)) {
      shown = state.course();
      if (pages.isEmpty()) {
        reload();
      } else {
        newer.setVisible(head() > newest);
      }
    }
  }
}
