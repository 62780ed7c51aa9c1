package dev.assay.ui.scaling;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.confirmdialog.ConfirmDialog;
import com.vaadin.flow.component.grid.ColumnTextAlign;
import com.vaadin.flow.component.grid.Grid;
import com.vaadin.flow.component.grid.GridVariant;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.html.UnorderedList;
import com.vaadin.flow.data.renderer.LitRenderer;
import com.vaadin.flow.function.ValueProvider;
import com.vaadin.flow.server.streams.DownloadHandler;
import com.vaadin.flow.server.streams.DownloadResponse;
import dev.assay.paging.Page;
import dev.assay.paging.PageRequest;
import dev.assay.problem.Problem;
import dev.assay.studies.ImportResult;
import dev.assay.studies.Observation;
import dev.assay.ui.parts.Card;
import dev.assay.ui.parts.CursorPages;
import dev.assay.ui.parts.Done;
import dev.assay.ui.parts.Nothing;
import dev.assay.ui.parts.Refusal;
import dev.assay.ui.parts.RunLink;
import dev.assay.ui.text.Numbers;
import dev.assay.ui.text.Sentences;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the study looks at: each run or imported point, and why it does not count if it does not.
 */
class RunsTab extends Div implements StudyPart {
  private final StudyReader reader;
  private final StudyActions actions;
  private final Runnable changed;
  private final Grid<Observation> grid = new Grid<>();
  private final CursorPages<Observation> pages = new CursorPages<>(Observation::key, this::rows);
  private final Nothing none = new Nothing("");
  private final Span count = new Span();
  private final UnorderedList rules = new UnorderedList();
  private final boolean editable;
  private StudyState state;
  private @Nullable List<Observation> shown;

  /**
   * @param changed called when something was taken out or in
   */
  RunsTab(StudyState state, StudyReader reader, StudyActions actions, Runnable changed) {
    this.state = state;
    this.reader = reader;
    this.actions = actions;
    this.changed = changed;
    editable = actions.mayEdit() && !state.isFrozen();
    addClassName("runs-tab");
    count.addClassName("soft");
    rules.addClassName("soft");
    Div tools = new Div(count, export());
    if (editable) {
      Button take = new Button("Import points", _ -> importCsv());
      Button remove = new Button("Remove imported points", _ -> removeImported());
      remove.addThemeVariants(ButtonVariant.LUMO_TERTIARY);
      remove.setVisible(state.observations().stream().anyMatch(o -> o.run() == null));
      tools.add(take, remove);
    }
    tools.addClassName("tools");
    columns();
    add(new Card("What is looked at", rules), tools, none, grid);
  }

  private Anchor export() {
    Anchor export =
        new Anchor(
            DownloadHandler.fromInputStream(
                event -> {
                  byte[] bytes = reader.csv(state).getBytes(StandardCharsets.UTF_8);
                  return new DownloadResponse(
                      new ByteArrayInputStream(bytes), "study.csv", "text/csv", bytes.length);
                }),
            "Export CSV");
    export.setRouterIgnore(true);
    return export;
  }

  private Page<Observation> rows(PageRequest request) {
    return state.isFrozen()
        ? new Page<>(state.observations(), null)
        : reader.observations(state, request);
  }

  private void columns() {
    grid.addThemeVariants(
        GridVariant.LUMO_NO_BORDER, GridVariant.LUMO_COMPACT, GridVariant.LUMO_WRAP_CELL_CONTENT);
    grid.setSelectionMode(Grid.SelectionMode.NONE);
    grid.getElement().setAttribute("aria-label", "Observations");
    grid.addComponentColumn(RunsTab::name).setHeader("Run").setWidth("160px").setFlexGrow(1);
    number("N", "100px", o -> Amounts.count(o.params()), o -> exact(o.params()));
    number("D", "100px", o -> Amounts.count(o.tokens()), o -> exact(o.tokens()));
    number("C", "110px", o -> Amounts.flops(o.flops()), o -> exact(o.flops()));
    number("L, nats", "100px", o -> Amounts.nats(o.lossNats()), o -> exact(o.lossNats()));
    grid.addColumn(
            LitRenderer.<Observation>of("<span class=${item.look}>${item.why}</span>")
                .withProperty("look", o -> o.counts() ? "soft" : "left-out")
                .withProperty("why", RunsTab::why))
        .setHeader("Counts")
        .setWidth("200px")
        .setFlexGrow(2);
    if (editable) {
      grid.addComponentColumn(this::act).setHeader("").setWidth("120px").setFlexGrow(0);
    }
  }

  private void number(
      String header,
      String width,
      ValueProvider<Observation, String> value,
      ValueProvider<Observation, String> exact) {
    grid.addColumn(
            LitRenderer.<Observation>of(
                    "<span class='number' title=${item.exact}>${item.it}</span>")
                .withProperty("it", value)
                .withProperty("exact", exact))
        .setHeader(header)
        .setTextAlign(ColumnTextAlign.END)
        .setWidth(width)
        .setFlexGrow(0);
  }

  private static String exact(@Nullable Double value) {
    return value == null ? "not there" : Numbers.exact(value);
  }

  static String why(Observation observation) {
    @Nullable String why = observation.leftOut();
    return why == null ? "yes" : (observation.byHand() ? "left out by hand: " : "no: ") + why;
  }

  private static Component name(Observation observation) {
    Span name = new Span(observation.label());
    name.setTitle(observation.label());
    if (observation.run() == null) {
      return name;
    }
    Anchor link = new Anchor(RunLink.path(observation.run()));
    link.addClassName("run-link");
    link.add(RunLink.swatch(observation.run()), name);
    return link;
  }

  /** What the rules leave out, only the rules take in. */
  private Component act(Observation observation) {
    Button act =
        observation.byHand()
            ? new Button("Take in", _ -> takeIn(observation))
            : new Button("Leave out", _ -> leaveOut(observation));
    act.addThemeVariants(ButtonVariant.LUMO_TERTIARY, ButtonVariant.LUMO_SMALL);
    act.setAriaLabel(act.getText() + " " + observation.label());
    act.setVisible(observation.byHand() || observation.counts());
    return act;
  }

  private void takeIn(Observation observation) {
    act(() -> actions.takeIn(state.id(), observation.key()));
  }

  private void leaveOut(Observation observation) {
    new LeaveOutDialog(
            observation,
            reason -> {
              actions.leaveOut(state.id(), observation.key(), reason);
              changed.run();
              reload();
            })
        .open();
  }

  private void act(Runnable what) {
    try {
      what.run();
    } catch (Problem refused) {
      Refusal.say(Sentences.of(refused));
    }
    changed.run();
    reload();
  }

  private void importCsv() {
    new ImportDialog(
            csv -> {
              ImportResult result = actions.importCsv(state.id(), csv);
              Done.say(
                  "%s taken in; this study has %s of its own now."
                      .formatted(
                          Numbers.count(result.added(), "point"), Numbers.whole(result.rows())));
              changed.run();
              reload();
            })
        .open();
  }

  private void removeImported() {
    ConfirmDialog dialog = new ConfirmDialog();
    dialog.setHeader("Remove the imported points?");
    dialog.setText("Versions keep theirs. Runs stay.");
    dialog.setConfirmText("Remove them");
    dialog.setConfirmButtonTheme("error primary");
    dialog.setCancelable(true);
    dialog.setCancelText("Keep them");
    dialog.addConfirmListener(_ -> act(() -> actions.removeImported(state.id())));
    dialog.open();
  }

  @Override
  public void show(StudyState now) {
    state = now;
    if (!now.observations().equals(shown)) {
      shown = now.observations();
      reload();
    }
  }

  private void reload() {
    pages.show(grid);
    boolean empty = pages.isEmpty();
    grid.setVisible(!empty);
    none.setVisible(empty);
    none.say(
        state.fitted() == null
            ? "It has not looked at anything yet."
            : "Nothing was found. Change where runs come from, or import points from a CSV file.");
    rules.removeAll();
    Stream.concat(
            Stream.of(state.source() + ": " + String.join(", ", Words.columns(state.spec())) + "."),
            Words.rules(state.spec().rules()).stream())
        .forEach(words -> rules.add(new ListItem(words)));
    long counts = state.observations().stream().filter(Observation::counts).count();
    count.setText(
        "%s of %s count"
            .formatted(
                Numbers.whole(counts), Numbers.count(state.observations().size(), "observation")));
  }
}
