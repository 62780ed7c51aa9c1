package dev.assay.ui.datasets;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.UIDetachedException;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.grid.ColumnTextAlign;
import com.vaadin.flow.component.grid.Grid;
import com.vaadin.flow.component.grid.GridVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.data.renderer.LitRenderer;
import com.vaadin.flow.function.ValueProvider;
import com.vaadin.flow.router.QueryParameters;
import dev.assay.datasets.ColumnDrift;
import dev.assay.datasets.DatasetVersion;
import dev.assay.datasets.Datasets;
import dev.assay.datasets.Datasets.Side;
import dev.assay.datasets.DriftReport;
import dev.assay.datasets.DriftReport.Part;
import dev.assay.drift.NumericDrift;
import dev.assay.paging.PageRequest;
import dev.assay.problem.Problem;
import dev.assay.ui.charts.Figure;
import dev.assay.ui.parts.Card;
import dev.assay.ui.parts.Nothing;
import dev.assay.ui.parts.UrlState;
import dev.assay.ui.text.Numbers;
import dev.assay.ui.text.Sentences;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How two versions, or two times, of a data set differ. */
final class DriftTab extends Div {
  private static final Logger log = LoggerFactory.getLogger(DriftTab.class);

  private final DatasetVersion version;
  private final Datasets datasets;
  private final SideFields reference;
  private final SideFields current;
  private final Button compare = new Button("Compare", _ -> compare());
  private final Div result = new Div();
  private final Div overlay = new Div();

  DriftTab(DatasetVersion version, Datasets datasets, QueryParameters settings) {
    this.version = version;
    this.datasets = datasets;
    addClassName("drift-tab");
    List<DatasetVersion> ready =
        datasets
            .versions(version.dataset(), PageRequest.first(PageRequest.MAX_LIMIT))
            .items()
            .stream()
            .filter(v -> v.shape() != null)
            .toList();
    reference = new SideFields("Reference", "reference", ready);
    current = new SideFields("Compared with it", "current", ready);
    if (ready.isEmpty()) {
      add(new Nothing("There is nothing to compare: no version has a profile."));
      return;
    }
    compare.addThemeVariants(ButtonVariant.LUMO_PRIMARY);
    Div form = new Div(reference, current, compare);
    form.addClassName("drift-form");
    result.addClassName("stacked");
    overlay.addClassName("stacked");
    add(form, result);
    choose(ready, settings);
  }

  /** The version before and this one, unless the address says otherwise. */
  private void choose(List<DatasetVersion> ready, QueryParameters settings) {
    int before =
        ready.stream()
            .mapToInt(DatasetVersion::number)
            .filter(number -> number < version.number())
            .max()
            .orElse(version.number());
    reference.set(settings, before);
    current.set(settings, version.number());
    boolean isAsked = settings.getSingleParameter("reference").isPresent();
    if (isAsked || before != version.number()) {
      addAttachListener(_ -> compare());
    } else {
      result.add(
          new Nothing(
              "Choose another version, or days of this one, as the reference. A version is added by"
                  + " uploading a file under the same name."));
    }
  }

  private void compare() {
    try {
      @Nullable Side before = reference.side();
      @Nullable Side after = current.side();
      if (before != null && after != null) {
        Map<String, String> settings = new TreeMap<>(reference.settings());
        settings.putAll(current.settings());
        UrlState.replace(this, settings);
        compare(before, after);
      }
    } catch (Problem refused) {
      say(Sentences.of(refused));
    }
  }

  /** Aside, for files are read: the page stays usable. */
  private void compare(Side before, Side after) {
    compare.setEnabled(false);
    say("The files are read…");
    UI ui = UI.getCurrentOrThrow();
    Thread.ofVirtual()
        .name("drift")
        .start(
            () -> {
              Runnable shown = read(before, after);
              try {
                ui.access(
                    () -> {
                      compare.setEnabled(true);
                      shown.run();
                    });
              } catch (UIDetachedException e) {
                // nobody looks any more
              }
            });
  }

  /** Returns what is to be done on the page with what was found. */
  private Runnable read(Side before, Side after) {
    try {
      DriftReport report = datasets.drift(version.dataset(), before, after);
      return () -> show(report);
    } catch (Problem refused) {
      return () -> say(Sentences.of(refused));
    } catch (RuntimeException e) {
      log.error("drift of data set {} cannot be computed", version.dataset(), e);
      return () -> say("They could not be compared; the log of the server has the cause.");
    }
  }

  private void say(String words) {
    result.removeAll();
    Paragraph said = new Paragraph(words);
    said.getElement().setAttribute("role", "status");
    result.add(said);
  }

  private void show(DriftReport report) {
    result.removeAll();
    result.add(Card.soft(sentence(report)), table(report), overlay);
    overlay.removeAll();
    report.columns().stream().findFirst().ifPresent(column -> draw(report, column));
    result.add(
        Card.soft(
            "PSI below 0.1 is called little, from 0.25 on much: a convention, not a test. p is for the"
                + " number of columns (Benjamini and Hochberg); with many rows it is small however"
                + " little has changed, so read it beside the distance. The distance of numbers is"
                + " Wasserstein's, in standard deviations of the reference."));
  }

  private static String sentence(DriftReport report) {
    StringBuilder words =
        new StringBuilder(
            "%s against %s as the reference."
                .formatted(Sentences.capital(part(report.current())), part(report.reference())));
    if (!report.onlyInReference().isEmpty()) {
      words.append(" Only the reference has ").append(names(report.onlyInReference())).append('.');
    }
    if (!report.onlyInCurrent().isEmpty()) {
      words
          .append(" The reference does not have ")
          .append(names(report.onlyInCurrent()))
          .append('.');
    }
    return words.toString();
  }

  private static String names(List<String> columns) {
    return String.join(", ", columns);
  }

  private static String part(Part part) {
    String rows = Numbers.count(part.rows(), "row");
    return "%s (%s%s)"
        .formatted(
            name(part),
            rows,
            part.sampled() < part.rows()
                ? ", of which " + Numbers.whole(part.sampled()) + " are compared"
                : "");
  }

  private static String name(Part part) {
    StringBuilder name = new StringBuilder("version ").append(part.version());
    if (part.from() != null) {
      name.append(" from ").append(Words.moment(part.from()));
    }
    if (part.to() != null) {
      name.append(" to before ").append(Words.moment(part.to()));
    }
    return name.toString();
  }

  private Grid<ColumnDrift> table(DriftReport report) {
    Grid<ColumnDrift> grid = new Grid<>();
    grid.addThemeVariants(GridVariant.LUMO_NO_BORDER, GridVariant.LUMO_COMPACT);
    grid.setSelectionMode(Grid.SelectionMode.NONE);
    grid.addClassName("opens-rows");
    grid.getElement().setAttribute("aria-label", "Drift by column");
    grid.setAllRowsVisible(report.columns().size() <= 12);
    grid.addColumn(
            LitRenderer.<ColumnDrift>of(
                    "<button class='column-name' @click=${open}"
                        + " title=${item.name}>${item.name}</button>")
                .withProperty("name", c -> c.name().isEmpty() ? "(no name)" : c.name())
                .withFunction("open", column -> draw(report, column)))
        .setHeader("Column")
        .setWidth("144px")
        .setFlexGrow(1)
        .setFrozen(true);
    grid.addColumn(
            LitRenderer.<ColumnDrift>of(
                    "<span class='status ${item.look}' title=${item.why}>${item.band}</span>")
                .withProperty("look", c -> Words.look(c.band()))
                .withProperty("band", c -> Words.band(c.band()))
                .withProperty("why", c -> c.why() == null ? "" : Sentences.of(c.why())))
        .setHeader("Drift")
        .setWidth("86px")
        .setFlexGrow(0);
    number(grid, "PSI", "90px", c -> Words.number(c.psi()));
    number(grid, "JS distance", "94px", DriftTab::jensenShannon);
    number(grid, "KS D", "84px", c -> of(c, d -> d.ks().statistic()));
    number(grid, "Distance, σ", "94px", c -> of(c, NumericDrift::wassersteinInSigmas));
    number(
        grid,
        "χ²",
        "70px",
        c -> c.categories() == null ? "" : Words.number(c.categories().chiSquared().statistic()));
    number(grid, "p", "90px", c -> Words.p(c.adjustedP()));
    number(grid, "Missing", "148px", DriftTab::missing);
    grid.addColumn(
            LitRenderer.<ColumnDrift>of("<span class='soft' title=${item.it}>${item.it}</span>")
                .withProperty("it", DriftTab::compared))
        .setHeader("Compared")
        .setWidth("100px")
        .setFlexGrow(2);
    grid.addItemClickListener(click -> draw(report, click.getItem()));
    grid.setItems(report.columns());
    return grid;
  }

  private static void number(
      Grid<ColumnDrift> grid,
      String header,
      String width,
      ValueProvider<ColumnDrift, String> value) {
    grid.addColumn(
            LitRenderer.<ColumnDrift>of("<span class='number'>${item.it}</span>")
                .withProperty("it", value))
        .setHeader(header)
        .setTextAlign(ColumnTextAlign.END)
        .setWidth(width)
        .setFlexGrow(0);
  }

  private static String of(ColumnDrift column, ToDoubleFunction<NumericDrift> what) {
    return column.numbers() == null ? "" : Words.number(what.applyAsDouble(column.numbers()));
  }

  private static String jensenShannon(ColumnDrift column) {
    if (column.categories() != null) {
      return Words.number(column.categories().jensenShannon());
    }
    return of(column, NumericDrift::jensenShannon);
  }

  private static String missing(ColumnDrift column) {
    return "%s → %s"
        .formatted(
            Words.share(column.missing().reference()), Words.share(column.missing().current()));
  }

  private static String compared(ColumnDrift column) {
    return column.why() == null ? Words.basis(column.basis()) : column.why();
  }

  private void draw(DriftReport report, ColumnDrift column) {
    overlay.removeAll();
    Figure figure = new Figure();
    figure.addClassName("small");
    String before = name(report.reference());
    String after = name(report.current());
    figure.show(ColumnFigures.overlay(column, before, after));
    overlay.add(Card.of(figure));
  }
}
