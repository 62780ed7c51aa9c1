package dev.assay.ui.sweeps;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.grid.ColumnTextAlign;
import com.vaadin.flow.component.grid.Grid;
import com.vaadin.flow.component.grid.GridVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.Section;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.html.UnorderedList;
import com.vaadin.flow.data.renderer.LitRenderer;
import dev.assay.search.Configuration;
import dev.assay.search.Parameter;
import dev.assay.sweeps.Estimate;
import dev.assay.ui.parts.Command;
import dev.assay.ui.parts.Nothing;
import dev.assay.ui.text.Numbers;
import dev.assay.ui.text.ParamText;
import dev.assay.ui.text.Sentences;
import dev.assay.ui.text.Spans;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What a sweep would try first and what it would take, before it starts. */
final class SweepOutlook extends Div {
  private final Grid<Configuration> preview = new Grid<>();
  private final Nothing none = new Nothing("");
  private final Div figures = new Div();
  private final UnorderedList notes = new UnorderedList();
  private final Command yaml = new Command("");
  private final Section text = section("As YAML", yaml);
  private List<String> columns = List.of();

  SweepOutlook() {
    addClassName("sweep-outlook");
    preview.addThemeVariants(GridVariant.LUMO_NO_BORDER, GridVariant.LUMO_COMPACT);
    preview.setSelectionMode(Grid.SelectionMode.NONE);
    preview.setAllRowsVisible(true);
    preview.getElement().setAttribute("aria-label", "Configurations that are tried first");
    none.getElement().setAttribute("role", "status");
    figures.addClassName("figures");
    notes.addClassName("soft");
    add(
        section("What is tried first", none, preview),
        section("What it takes", figures, notes),
        text);
    nothing("");
  }

  private static Section section(String title, Component... content) {
    Section section = new Section(new H2(title));
    section.add(content);
    section.addClassNames("card", "param-section");
    return section;
  }

  /**
   * @param shown whether the text is not to be seen elsewhere
   */
  void text(String now, boolean shown) {
    yaml.show(now);
    text.setVisible(shown);
  }

  /** As long as there is something wrong. */
  void nothing(String why) {
    preview.setVisible(false);
    none.setVisible(true);
    none.say(why);
    figures.removeAll();
    notes.removeAll();
    figures.getParent().ifPresent(section -> section.setVisible(false));
  }

  void show(List<Parameter> parameters, List<Configuration> first, Estimate estimate) {
    none.setVisible(false);
    preview.setVisible(true);
    List<String> names = parameters.stream().map(Parameter::name).toList();
    if (!names.equals(columns)) {
      preview.removeAllColumns();
      names.forEach(this::column);
      columns = names;
    }
    preview.setItems(first);
    figures.getParent().ifPresent(section -> section.setVisible(true));
    figures.removeAll();
    figures.add(
        figure(
            "Trials",
            estimate.trials() == null
                ? "until the budget is spent"
                : "at most " + Numbers.whole(estimate.trials())),
        figure(
            "Time of all runs",
            estimate.time() == null ? "not known" : "about " + Spans.rough(estimate.time())),
        figure(
            "Until it ends",
            estimate.elapsed() == null ? "not known" : "about " + Spans.rough(estimate.elapsed())),
        figure(
            "FLOPs",
            estimate.flops() == null ? "not known" : "about " + Numbers.brief(estimate.flops())));
    notes.removeAll();
    estimate.notes().forEach(note -> notes.add(new ListItem(Sentences.capital(note))));
  }

  private void column(String name) {
    preview
        .addColumn(
            LitRenderer.<Configuration>of(
                    "<span class='number' title=${item.exact}>${item.brief}</span>")
                .withProperty("brief", c -> value(c, name, true))
                .withProperty("exact", c -> value(c, name, false)))
        .setHeader(name)
        .setTextAlign(ColumnTextAlign.END)
        .setWidth("120px")
        .setResizable(true);
  }

  private static String value(Configuration configuration, String name, boolean brief) {
    @Nullable JsonNode value = configuration.values().get(name);
    if (value == null) {
      return brief ? "–" : "not there, for its condition does not hold";
    }
    return brief ? ParamText.brief(value) : ParamText.exact(value);
  }

  private static Div figure(String name, String value) {
    Span label = new Span(name);
    label.addClassName("soft");
    Div figure = new Div(label, new Span(value));
    figure.addClassName("named-figure");
    return figure;
  }
}
