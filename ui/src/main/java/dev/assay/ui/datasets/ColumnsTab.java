package dev.assay.ui.datasets;

import com.vaadin.flow.component.grid.ColumnTextAlign;
import com.vaadin.flow.component.grid.Grid;
import com.vaadin.flow.component.grid.GridVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.data.renderer.LitRenderer;
import com.vaadin.flow.data.value.ValueChangeMode;
import com.vaadin.flow.function.ValueProvider;
import com.vaadin.flow.router.QueryParameters;
import dev.assay.datasets.ColumnProfile;
import dev.assay.datasets.ColumnProfile.Category;
import dev.assay.datasets.ColumnProfile.Trend;
import dev.assay.datasets.ColumnType;
import dev.assay.datasets.DatasetVersion;
import dev.assay.datasets.DatasetVersion.State;
import dev.assay.datasets.Datasets;
import dev.assay.datasets.NumberProfile;
import dev.assay.datasets.Profile;
import dev.assay.ui.charts.Figure;
import dev.assay.ui.parts.Card;
import dev.assay.ui.parts.FilterField;
import dev.assay.ui.parts.Nothing;
import dev.assay.ui.parts.UrlState;
import dev.assay.ui.text.Numbers;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The columns of a version, and one of them in full. */
final class ColumnsTab extends Div {
  private static final int MOST_NAMED = 3;

  private final Grid<ColumnProfile> grid = new Grid<>();
  private final FilterField search = new FilterField("Search columns");
  private final Div chosen = new Div();
  private final Profile profile;

  ColumnsTab(DatasetVersion version, Datasets datasets, QueryParameters settings) {
    addClassName("columns-tab");
    if (version.state() != State.DONE) {
      this.profile = new Profile(0, 0, null, List.of());
      add(new Nothing(why(version.state())));
      return;
    }
    this.profile = datasets.profile(version.dataset(), version.number());
    search.setValueChangeMode(ValueChangeMode.LAZY);
    search.setValue(settings.getSingleParameter("q").orElse(""));
    search.addValueChangeListener(
        _ -> {
          UrlState.replace(this, Map.of("q", search.getValue()));
          filter();
        });
    Div tools = new Div(search);
    tools.addClassName("tools");
    chosen.addClassName("chosen-column");
    columns();
    filter();
    add(tools, grid);
    if (profile.sampled() < profile.rows()) {
      add(
          Card.soft(
              "Quantiles and histograms are of %s rows, drawn evenly; all else is of all rows."
                  .formatted(Numbers.whole(profile.sampled()))));
    }
    add(chosen);
    open(settings.getSingleParameter("column").orElse(""));
  }

  private static String why(State state) {
    return state == State.FAILED
        ? "There is no profile of this version."
        : "The profile is being made. This page shows it when it is there.";
  }

  private void filter() {
    String part = search.getValue().strip().toLowerCase(Locale.ROOT);
    grid.setItems(
        profile.columns().stream()
            .filter(c -> c.name().toLowerCase(Locale.ROOT).contains(part))
            .toList());
  }

  private void columns() {
    grid.addThemeVariants(GridVariant.LUMO_NO_BORDER, GridVariant.LUMO_COMPACT);
    grid.setSelectionMode(Grid.SelectionMode.NONE);
    grid.addClassName("opens-rows");
    grid.getElement().setAttribute("aria-label", "Columns");
    grid.setAllRowsVisible(profile.columns().size() <= 12);
    grid.addColumn(
            LitRenderer.<ColumnProfile>of(
                    "<button class='column-name' @click=${open}"
                        + " title=${item.name}>${item.name}</button>")
                .withProperty("name", c -> c.name().isEmpty() ? "(no name)" : c.name())
                .withFunction("open", this::choose))
        .setHeader("Column")
        .setWidth("144px")
        .setFlexGrow(1)
        .setFrozen(true);
    grid.addColumn(c -> Words.type(c.type())).setHeader("Type").setWidth("90px").setFlexGrow(0);
    grid.addComponentColumn(DistributionPlot::new)
        .setHeader("Distribution")
        .setWidth("162px")
        .setFlexGrow(0);
    number("Missing", "84px", c -> Words.share(c.missing() / (double) profile.rows()));
    number("Different", "88px", c -> (c.moreDistinct() ? "> " : "") + Numbers.whole(c.distinct()));
    number("Least", "104px", c -> of(c, NumberProfile::min));
    number("Median", "104px", c -> of(c, n -> n.quantiles().p50()));
    number("Greatest", "104px", c -> of(c, NumberProfile::max));
    grid.addColumn(
            LitRenderer.<ColumnProfile>of("<span class='soft' title=${item.it}>${item.it}</span>")
                .withProperty("it", ColumnsTab::frequent))
        .setHeader("Most frequent")
        .setWidth("140px")
        .setFlexGrow(2);
    grid.addItemClickListener(click -> choose(click.getItem()));
  }

  private void number(String header, String width, ValueProvider<ColumnProfile, String> value) {
    grid.addColumn(
            LitRenderer.<ColumnProfile>of("<span class='number' title=${item.it}>${item.it}</span>")
                .withProperty("it", value))
        .setHeader(header)
        .setTextAlign(ColumnTextAlign.END)
        .setWidth(width)
        .setFlexGrow(0);
  }

  private static String of(ColumnProfile column, ToDoubleFunction<NumberProfile> what) {
    @Nullable NumberProfile numbers = column.numbers();
    if (numbers == null || numbers.count() == 0) {
      return "";
    }
    double value = what.applyAsDouble(numbers);
    return column.type() == ColumnType.TIME
        ? Words.day(Instant.ofEpochMilli((long) value))
        : Words.number(value);
  }

  private static String frequent(ColumnProfile column) {
    return column.top().stream()
        .limit(MOST_NAMED)
        .map(Category::value)
        .collect(Collectors.joining(", "));
  }

  private void choose(ColumnProfile column) {
    UrlState.replace(this, Map.of("column", column.name()));
    show(column);
  }

  /** The one of that name; else the first that has something to show. */
  private void open(String name) {
    profile.columns().stream()
        .filter(c -> c.name().equals(name))
        .findFirst()
        .or(() -> profile.columns().stream().filter(c -> c.type() == ColumnType.NUMBER).findFirst())
        .or(() -> profile.columns().stream().findFirst())
        .ifPresent(this::show);
  }

  private void show(ColumnProfile column) {
    chosen.removeAll();
    Figure distribution = new Figure();
    distribution.addClassName("small");
    distribution.show(ColumnFigures.distribution(column, profile.sampled()));
    Div figures = new Div(Card.of(distribution));
    figures.addClassName("column-figures");
    @Nullable Trend trend = column.trend();
    Profile.@Nullable Times times = profile.time();
    if (times != null && trend != null && column.type() != ColumnType.TIME) {
      Figure byTime = new Figure();
      byTime.addClassName("small");
      byTime.show(ColumnFigures.trend(column, times, trend));
      figures.add(Card.of(byTime));
    }
    chosen.add(figures, Card.soft(sentence(column)));
  }

  private String sentence(ColumnProfile column) {
    StringBuilder words = new StringBuilder();
    words.append(
        "%s: %s of %s missing."
            .formatted(
                column.name(),
                Numbers.whole(column.missing()),
                Numbers.count(profile.rows(), "row")));
    if (column.notFinite() > 0) {
      words.append(" %s infinite.".formatted(Numbers.whole(column.notFinite())));
    }
    @Nullable NumberProfile numbers =
        column.numbers() == null ? column.lengths() : column.numbers();
    if (numbers != null && column.type() != ColumnType.TIME) {
      words.append(
          " %s %s, standard deviation %s; 1, 25, 75 and 99 %% of values are up to %s, %s, %s and %s."
              .formatted(
                  column.lengths() == null ? "Mean" : "Mean length",
                  Words.number(numbers.mean()),
                  Words.number(numbers.sd()),
                  Words.number(numbers.quantiles().p01()),
                  Words.number(numbers.quantiles().p25()),
                  Words.number(numbers.quantiles().p75()),
                  Words.number(numbers.quantiles().p99())));
      long beside = numbers.histogram().below() + numbers.histogram().above();
      if (beside > 0 && column.numbers() != null) {
        words.append(
            " %s of the values lie outside of what the histogram shows."
                .formatted(Numbers.whole(beside)));
      }
    }
    return words.toString();
  }
}
