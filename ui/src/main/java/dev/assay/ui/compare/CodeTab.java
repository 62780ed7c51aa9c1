package dev.assay.ui.compare;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.select.Select;
import dev.assay.runs.Provenance;
import dev.assay.ui.charts.ChartRun;
import dev.assay.ui.parts.CommitAddress;
import dev.assay.ui.parts.Nothing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** With which code and by which command the runs were executed; how that of two of them differs. */
class CodeTab extends Div {
  static final String REPOSITORY = "Repository";
  static final String COMMIT = "Commit";

  /** What of two runs is compared line by line. */
  private enum What {
    DIFF("Recorded diffs"),
    COMMAND("Commands");

    private final String label;

    What(String label) {
      this.label = label;
    }

    String parameter() {
      return this == DIFF ? "" : name().toLowerCase(Locale.ROOT);
    }

    String of(Provenance provenance) {
      return switch (this) {
        case DIFF -> Objects.requireNonNullElse(provenance.code().diff(), "");
        case COMMAND -> {
          List<String> lines = new ArrayList<>();
          if (provenance.code().entryPoint() != null) {
            lines.add(provenance.code().entryPoint());
          }
          lines.addAll(provenance.command());
          yield String.join("\n", lines);
        }
      };
    }
  }

  private final CompareReader reader;
  private final CompareUrl url;
  private final Select<ChartRun> from;
  private final Select<ChartRun> to;
  private final Select<What> what = new Select<>();
  private final Div result = new Div();

  CodeTab(Comparison comparison, CompareReader reader, CompareUrl url) {
    this.reader = reader;
    this.url = url;
    addClassName("code-differences");
    from = choice("From", comparison, url.get("from"), comparison.baseline());
    to = choice("To", comparison, url.get("to"), comparison.baseline() == 0 ? 1 : 0);
    what.setLabel("What");
    what.setItems(What.values());
    what.setItemLabelGenerator(w -> w.label);
    what.setValue(
        Arrays.stream(What.values())
            .filter(w -> w.parameter().equals(url.get("what")))
            .findFirst()
            .orElse(What.DIFF));
    Div tools = new Div(from, to, what);
    tools.addClassNames("tools", "labelled");
    result.addClassName("diff-result");
    add(table(comparison), new H2("Two runs line by line"), tools, result);
    from.addValueChangeListener(_ -> change());
    to.addValueChangeListener(_ -> change());
    what.addValueChangeListener(_ -> change());
    show();
  }

  private DifferenceTable table(Comparison comparison) {
    return new DifferenceTable(
        comparison,
        "fact",
        "Nothing is known of the code of these runs.",
        () -> reader.code(comparison.ids()).stream().filter(CodeTab::isKnown).toList(),
        (row, run) -> link(reader.code(comparison.ids()), row, run),
        url);
  }

  private static boolean isKnown(ComparedRow row) {
    return row.values().stream().anyMatch(Objects::nonNull);
  }

  private static Optional<String> link(List<ComparedRow> rows, ComparedRow row, int run) {
    return row.name().equals(COMMIT)
        ? CommitAddress.of(text(rows, REPOSITORY, run), text(rows, COMMIT, run))
        : Optional.empty();
  }

  private static @Nullable String text(List<ComparedRow> rows, String name, int run) {
    @Nullable JsonNode value =
        rows.stream()
            .filter(r -> r.name().equals(name))
            .findFirst()
            .orElseThrow()
            .values()
            .get(run);
    return value == null ? null : value.stringValue();
  }

  private static Select<ChartRun> choice(
      String label, Comparison comparison, String wanted, int otherwise) {
    Select<ChartRun> choice = new Select<>();
    choice.setLabel(label);
    choice.setItems(comparison.runs());
    choice.setItemLabelGenerator(ChartRun::name);
    choice.setValue(
        comparison.runs().stream()
            .filter(run -> run.id().toString().equals(wanted))
            .findFirst()
            .orElse(comparison.runs().get(otherwise)));
    return choice;
  }

  private void change() {
    url.set(
        Map.of(
            "from", from.getValue().id().toString(),
            "to", to.getValue().id().toString(),
            "what", what.getValue().parameter()));
    show();
  }

  private void show() {
    String before = what.getValue().of(reader.provenance(from.getValue().id()));
    String after = what.getValue().of(reader.provenance(to.getValue().id()));
    result.removeAll();
    if (before.isEmpty() && after.isEmpty()) {
      result.add(
          new Nothing(
              what.getValue() == What.DIFF
                  ? "Neither of these runs has recorded changes since its commit."
                  : "Neither of these runs has recorded an entry point or a command."));
      return;
    }
    List<DiffLine> lines = DiffLine.between(before, after);
    if (lines.isEmpty()) {
      result.add(new Nothing("They are the same."));
    } else {
      result.add(new DiffGrid(lines));
    }
    if (DiffLine.isTooLong(before) || DiffLine.isTooLong(after)) {
      result.add(
          new Nothing("Only the first %,d lines were compared.".formatted(DiffLine.MOST_LINES)));
    }
  }
}
