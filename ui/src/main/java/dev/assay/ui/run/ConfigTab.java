package dev.assay.ui.run;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.grid.Grid;
import com.vaadin.flow.component.grid.GridVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Pre;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.component.treegrid.TreeGrid;
import com.vaadin.flow.data.renderer.LitRenderer;
import com.vaadin.flow.router.QueryParameters;
import dev.assay.runs.Params;
import dev.assay.ui.parts.CopyButton;
import dev.assay.ui.parts.FilterField;
import dev.assay.ui.parts.Nothing;
import dev.assay.ui.parts.UrlState;
import dev.assay.ui.text.Numbers;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What a run was given, as a tree. */
class ConfigTab extends Div implements RunPart {
  /** So much of a value stands in its line. */
  static final int SHOWN = 300;

  private static final int TITLE = 2000;
  private static final int MOST_WITHOUT_SCROLLING = 60;
  private static final int MOST_OPENED = 500;
  private static final String SEARCH = "q";

  private final TextField search = new FilterField("Search params and values");
  private final TreeGrid<ConfigNode> grid = new TreeGrid<>();
  private final Div tools = new Div();
  private final Nothing none = new Nothing("");
  private Params shown = Params.empty();
  private List<ConfigNode> all = List.of();
  private ConfigTree tree = new ConfigTree(all);

  ConfigTab(QueryParameters settings) {
    tools.addClassName("tools");
    Button expand = new Button("Expand all", click -> grid.expand(groups(tree.top())));
    Button collapse = new Button("Collapse all", click -> grid.collapse(groups(tree.top())));
    for (Button button : List.of(expand, collapse)) {
      button.addThemeVariants(ButtonVariant.LUMO_TERTIARY, ButtonVariant.LUMO_SMALL);
    }
    tools.add(search, expand, collapse, copies());
    columns();
    grid.addThemeVariants(GridVariant.LUMO_NO_BORDER, GridVariant.LUMO_COMPACT);
    grid.setSelectionMode(Grid.SelectionMode.NONE);
    grid.addClassName("config");
    grid.getElement().setAttribute("aria-label", "Params");
    grid.setDataProvider(tree);
    search.setValue(settings.getSingleParameter(SEARCH).orElse(""));
    search.addValueChangeListener(
        change -> {
          UrlState.replace(this, Map.of(SEARCH, change.getValue()));
          filter();
        });
    add(tools, grid, none);
  }

  private Div copies() {
    Div copies =
        new Div(
            copy("Copy as YAML", () -> ConfigText.yaml(shown)),
            copy("Copy as JSON", () -> ConfigText.json(shown)),
            copy("Copy as flags", () -> ConfigText.flags(shown)));
    copies.addClassNames("tools", "copies");
    return copies;
  }

  private static CopyButton copy(String label, Supplier<String> text) {
    return new CopyButton(label, text);
  }

  private void columns() {
    grid.addHierarchyColumn(ConfigNode::name)
        .setTooltipGenerator(ConfigNode::address)
        .setPartNameGenerator(node -> "mono")
        .setHeader("Param")
        .setWidth("160px")
        .setFlexGrow(1)
        .setResizable(true);
    grid.addColumn(
            LitRenderer.<ConfigNode>of(
                    "<span class='config-value'><code"
                        + " title=${item.title}>${item.value}</code><button type='button'"
                        + " class='link' ?hidden=${!item.cut} @click=${showAll} aria-label=${'Show"
                        + " all of ' + item.address}>Show all</button></span>")
                .withProperty("value", ConfigTab::brief)
                .withProperty("address", ConfigNode::address)
                .withProperty("title", node -> cut(node.text().orElse(""), TITLE))
                .withProperty("cut", node -> node.text().orElse("").length() > SHOWN)
                .withFunction("showAll", ConfigTab::showAll))
        .setHeader("Value")
        .setWidth("140px")
        .setFlexGrow(2)
        .setResizable(true);
  }

  private static String brief(ConfigNode node) {
    return node.text()
        .map(text -> cut(text, SHOWN))
        .orElseGet(() -> Numbers.count(ConfigNode.values(node.parts()), "param"));
  }

  private static String cut(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most) + "…";
  }

  static void showAll(ConfigNode node) {
    String text = node.text().orElse("");
    Dialog dialog = new Dialog();
    dialog.setHeaderTitle(node.address());
    dialog.setWidth("min(900px, 95vw)");
    Pre all = new Pre(text);
    all.addClassName("whole-value");
    all.getElement().setAttribute("tabindex", "0"); // it scrolls, so the keyboard must reach it
    dialog.add(all);
    dialog
        .getFooter()
        .add(new CopyButton("Copy", () -> text), new Button("Close", click -> dialog.close()));
    dialog.open();
  }

  @Override
  public void show(RunState now) {
    Params params = now.run().params();
    if (params.equals(shown)) {
      say();
      return;
    }
    shown = params;
    all = ConfigNode.of(params);
    filter();
  }

  /** The addresses that are shown now, from top to bottom. */
  List<String> addresses() {
    return visible(tree.top()).map(ConfigNode::address).toList();
  }

  private Stream<ConfigNode> visible(List<ConfigNode> nodes) {
    return nodes.stream()
        .flatMap(
            node ->
                Stream.concat(
                    Stream.of(node),
                    grid.isExpanded(node) ? visible(node.parts()) : Stream.empty()));
  }

  private void filter() {
    List<ConfigNode> found = ConfigNode.matching(all, search.getValue().strip());
    tree = new ConfigTree(found);
    grid.setDataProvider(tree);
    int values = ConfigNode.values(found);
    List<ConfigNode> groups = groups(found);
    // all of it while it is little; of much, what is at the top tells what there is
    if (values <= MOST_OPENED) {
      grid.expand(groups);
    }
    grid.setAllRowsVisible(values + groups.size() <= MOST_WITHOUT_SCROLLING);
    say();
  }

  private void say() {
    boolean found = !tree.top().isEmpty();
    tools.setVisible(!all.isEmpty());
    grid.setVisible(found);
    none.setVisible(!found);
    none.say(
        all.isEmpty()
            ? "This run has no params. A queued run gets them when it starts."
            : "No param and no value contains “" + search.getValue() + "”.");
  }

  /** What can be opened. */
  private static List<ConfigNode> groups(List<ConfigNode> nodes) {
    List<ConfigNode> groups = new ArrayList<>();
    Deque<ConfigNode> left = new ArrayDeque<>(nodes);
    while (!left.isEmpty()) {
      ConfigNode node = left.pop();
      if (!node.parts().isEmpty()) {
        groups.add(node);
        left.addAll(node.parts());
      }
    }
    return groups;
  }
}
