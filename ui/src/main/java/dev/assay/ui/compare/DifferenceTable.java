package dev.assay.ui.compare;

import com.vaadin.flow.component.checkbox.Checkbox;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.textfield.TextField;
import de.siegmar.fastcsv.writer.CsvWriter;
import dev.assay.problem.Problem;
import dev.assay.ui.parts.AskedCopyButton;
import dev.assay.ui.parts.FilterField;
import dev.assay.ui.parts.Nothing;
import dev.assay.ui.text.Numbers;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/** Differences in one respect, with a search and a switch to all above them. */
class DifferenceTable extends Div {
  private static final int MOST_ROWS_WITHOUT_SCROLLING = 30;
  private static final int LONGEST_COPY = 2_000_000;

  private final Comparison comparison;
  private final String what;
  private final Supplier<List<ComparedRow>> all;
  private final String nothing;
  private final CompareUrl url;
  private final TextField search;
  private final Checkbox showAll = new Checkbox("Show all");
  private final Span count = new Span();
  private final DifferenceGrid grid;
  private final Nothing none = new Nothing("");

  /**
   * @param what the rows are, as a noun
   * @param nothing what is said when there are no rows
   */
  DifferenceTable(
      Comparison comparison,
      String what,
      String nothing,
      Supplier<List<ComparedRow>> all,
      BiFunction<ComparedRow, Integer, Optional<String>> link,
      CompareUrl url) {
    this.comparison = comparison;
    this.what = what;
    this.nothing = nothing;
    this.all = all;
    this.url = url;
    search = new FilterField("Search names and values");
    search.setValue(url.get("q"));
    showAll.setValue(url.get("show").equals("all"));
    grid = new DifferenceGrid(comparison, link);
    count.addClassNames("soft", "number");
    count.getElement().setAttribute("role", "status");
    addClassName("difference-table");
    Div tools = new Div(search, showAll, count, new AskedCopyButton("Copy as CSV", this::csv));
    tools.addClassName("tools");
    add(tools, grid, none);
    search.addValueChangeListener(_ -> change());
    showAll.addValueChangeListener(_ -> change());
    show();
  }

  private void change() {
    url.set(Map.of("q", search.getValue(), "show", showAll.getValue() ? "all" : ""));
    show();
  }

  private List<ComparedRow> rows() {
    return all.get().stream()
        .filter(row -> showAll.getValue() || row.differs())
        .filter(row -> search.isEmpty() || row.contains(search.getValue()))
        .toList();
  }

  private void show() {
    int rows = rows().size();
    int total = all.get().size();
    grid.show(this::rows);
    grid.setAllRowsVisible(rows <= MOST_ROWS_WITHOUT_SCROLLING);
    grid.setVisible(rows > 0);
    none.setVisible(rows == 0);
    none.say(whyNothing(total));
    count.setText(
        total == 0 ? "" : "%s of %s".formatted(Numbers.whole(rows), Numbers.count(total, what)));
  }

  private String whyNothing(int total) {
    if (total == 0) {
      return nothing;
    }
    if (!search.isEmpty()) {
      return "No %s contains “%s”.".formatted(what, search.getValue());
    }
    return "Nothing differs: %s the same in all of these runs. “Show all” lists them."
        .formatted(
            total == 1 ? "its one " + what + " is" : "all " + Numbers.count(total, what) + " are");
  }

  /** What is shown now, a row per line and a column per run. */
  String csv() {
    StringWriter text = new StringWriter();
    try (CsvWriter csv = CsvWriter.builder().build(text)) {
      List<String> header = new ArrayList<>(List.of("name"));
      comparison.runs().stream().map(run -> ComparedRow.harmless(run.name())).forEach(header::add);
      csv.writeRecord(header);
      for (ComparedRow row : rows()) {
        List<String> cells = new ArrayList<>(List.of(row.name()));
        for (int run = 0; run < comparison.size(); run++) {
          cells.add(row.plain(run));
        }
        csv.writeRecord(cells);
        if (text.getBuffer().length() > LONGEST_COPY) {
          throw new Problem.TooLarge(
              "this table is too large for the clipboard: search for what is wanted of it first");
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a text in memory has none
    }
    return text.toString();
  }
}
