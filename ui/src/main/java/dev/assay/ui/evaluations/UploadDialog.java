package dev.assay.ui.evaluations;

import com.vaadin.flow.component.DetachEvent;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.UIDetachedException;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.checkbox.Checkbox;
import com.vaadin.flow.component.combobox.ComboBox;
import com.vaadin.flow.component.combobox.MultiSelectComboBox;
import com.vaadin.flow.component.details.Details;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.html.UnorderedList;
import com.vaadin.flow.component.progressbar.ProgressBar;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.component.upload.Upload;
import com.vaadin.flow.server.Command;
import com.vaadin.flow.server.streams.UploadHandler;
import dev.assay.evaluations.Columns;
import dev.assay.evaluations.Evaluation;
import dev.assay.evaluations.EvaluationSpec;
import dev.assay.evaluations.SplitBy;
import dev.assay.problem.Problem;
import dev.assay.problem.Problem.Violation;
import dev.assay.runs.Run;
import dev.assay.tables.FileFormat;
import dev.assay.tables.Findings;
import dev.assay.tables.RowReader;
import dev.assay.team.UserId;
import dev.assay.ui.parts.Faults;
import dev.assay.ui.text.Numbers;
import dev.assay.ui.text.Sentences;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks for a file of predictions and what its columns are. The file is taken first and kept until
 * the dialog is closed, so that a refused one needs no second upload when only a column was named
 * wrongly; what was typed stays.
 */
final class UploadDialog extends Dialog {
  private static final Logger log = LoggerFactory.getLogger(UploadDialog.class);
  private static final List<String> SPLITS = List.of("train", "validation", "test");
  private static final int MOST_OFFERED = 200;

  private final Run run;
  private final EvaluationActions actions;
  private final Upload upload = new Upload();
  private final Span taken = new Span("CSV, JSON lines or Parquet, a row for each prediction.");
  private final TextField name = new TextField("Name");
  private final ComboBox<String> split = new ComboBox<>("Split");
  private final Select<SplitBy> splitBy = new Select<>();
  private final ComboBox<String> label = new ComboBox<>("Label");
  private final MultiSelectComboBox<String> probabilities =
      new MultiSelectComboBox<>("Probabilities");
  private final ComboBox<String> timestamp = new ComboBox<>("Timestamp");
  private final ComboBox<String> zone = new ComboBox<>("Zone of times that have none");
  private final ComboBox<String> weight = new ComboBox<>("Weight");
  private final ComboBox<String> id = new ComboBox<>("Id");
  private final MultiSelectComboBox<String> groups =
      new MultiSelectComboBox<>("Tell rows apart by");
  private final TextField classes = new TextField("Classes");
  private final Checkbox renormalise =
      new Checkbox("Divide probabilities that do not sum to one by their sum");
  private final Div failure = new Div();
  private final Div working = new Div();
  private final Button done = new Button("Add the evaluation", _ -> submit());
  private Optional<Taken> file = Optional.empty();
  private boolean busy;

  /**
   * A file that is here.
   *
   * @param name that it had where it came from, which tells its format
   */
  private record Taken(String name, Path path) {}

  UploadDialog(Run run, EvaluationActions actions) {
    this.run = run;
    this.actions = actions;
    setHeaderTitle("Upload predictions of " + run.name());
    setWidth("min(760px, 96vw)");
    addClassName("upload-dialog");
    setCloseOnOutsideClick(false); // typed things would be lost by a slip
    fields();
    Div form = new Div(failure, fileField(), named(), columns(), working);
    form.addClassName("stacked");
    add(form);
    done.addThemeVariants(ButtonVariant.LUMO_PRIMARY);
    getFooter().add(new Button("Cancel", _ -> close()), done);
  }

  private Div fileField() {
    upload.setUploadHandler(
        UploadHandler.toTempFile((about, kept) -> take(about.fileName(), kept.toPath())));
    upload.setMaxFiles(1);
    upload.setAcceptedFileTypes(".csv", ".jsonl", ".ndjson", ".parquet", ".pq", ".gz", "text/csv");
    upload.getElement().setAttribute("aria-label", "A file of predictions");
    upload.addFileRemovedListener(_ -> forget());
    upload.addFileRejectedListener(
        rejected ->
            say(new Problem.Invalid("file", rejected.getFileName(), rejected.getErrorMessage())));
    taken.addClassName("soft");
    Div both = new Div(upload, taken);
    both.addClassName("stacked");
    return both;
  }

  private void fields() {
    failure.addClassName("failure");
    failure.getElement().setAttribute("role", "alert");
    failure.setVisible(false);
    ProgressBar bar = new ProgressBar();
    bar.setIndeterminate(true);
    bar.getElement().setAttribute("aria-label", "Reading the file");
    working.add(new Span("Reading and checking every row…"), bar);
    working.getElement().setAttribute("role", "status");
    working.setVisible(false);
    name.setValue("test");
    name.setManualValidation(true);
    name.setRequiredIndicatorVisible(true);
    name.setMaxLength(100);
    name.setHelperText("Metrics of the run begin with it. A file of the same name is replaced.");
    own(split, SPLITS);
    split.setValue("test");
    splitBy.setLabel("How it was split off");
    splitBy.setItems(SplitBy.values());
    splitBy.setItemLabelGenerator(Words::of);
    splitBy.setValue(SplitBy.GIVEN);
    own(zone, ZoneId.getAvailableZoneIds().stream().sorted().toList());
    zone.setPlaceholder("each has its own");
    zone.setClearButtonVisible(true);
    classes.setPlaceholder("those of the file");
    classes.setManualValidation(true);
    classes.setHelperText(
        "With commas, in the order of the probabilities; of two the positive one last.");
    for (ComboBox<String> column : List.of(label, timestamp, weight, id)) {
      own(column, List.of());
      column.setClearButtonVisible(true);
      column.setPlaceholder("guessed by its name");
    }
    for (MultiSelectComboBox<String> several : List.of(probabilities, groups)) {
      several.setManualValidation(true);
      several.setAllowCustomValue(true);
      several.addCustomValueSetListener(
          typed -> {
            Set<String> all = new LinkedHashSet<>(several.getValue());
            all.add(typed.getDetail().strip());
            several.setValue(all);
          });
    }
    probabilities.setPlaceholder("guessed by their names");
    probabilities.setHelperText("One, of the positive class, or one of each class.");
    groups.setPlaceholder("every other column");
  }

  /** What is not among the choices can be typed. */
  private static void own(ComboBox<String> field, List<String> choices) {
    field.setItems(choices);
    field.setAllowCustomValue(true);
    field.setManualValidation(true);
    field.addCustomValueSetListener(typed -> field.setValue(typed.getDetail().strip()));
  }

  private Div named() {
    Div grid = new Div(name, split, splitBy);
    grid.addClassName("param-grid");
    return grid;
  }

  private Details columns() {
    Paragraph guessed =
        new Paragraph(
            "Columns are known by usual names, as label, p or probability, timestamp, weight, id."
                + " Name here what is called otherwise.");
    guessed.addClassName("soft");
    Div grid = new Div(label, probabilities, classes, timestamp, zone, weight, id, groups);
    grid.addClassName("param-grid");
    Details details = new Details("Columns and classes", guessed, grid, renormalise);
    details.addClassName("param-details");
    details.setOpened(true);
    return details;
  }

  /** What a file has is offered in the fields of columns. */
  void take(String fileName, Path kept) {
    forget();
    file = Optional.of(new Taken(fileName, kept));
    failure.setVisible(false);
    taken.setText("%s, %s.".formatted(fileName, size(kept)));
    try {
      List<String> names = names(fileName, kept);
      taken.setText("%s, %s, columns: %s.".formatted(fileName, size(kept), some(names)));
      for (ComboBox<String> column : List.of(label, timestamp, weight, id)) {
        @Nullable String before = column.getValue();
        column.setItems(names);
        column.setValue(before);
      }
      for (MultiSelectComboBox<String> several : List.of(probabilities, groups)) {
        Set<String> before = several.getValue();
        several.setItems(names);
        several.setValue(before);
      }
    } catch (Problem.Invalid wrong) {
      say(wrong);
    } catch (IOException e) {
      say(new Problem.Invalid("file", fileName, "it cannot be read"));
    }
  }

  private static List<String> names(String fileName, Path kept) throws IOException {
    FileFormat format = FileFormat.of(fileName);
    try (RowReader rows = RowReader.open(kept, format, new Findings(format))) {
      rows.next(); // of JSON lines the names are in the rows
      return rows.columns().stream().limit(MOST_OFFERED).toList();
    }
  }

  private static String some(List<String> names) {
    int most = 12;
    return String.join(", ", names.subList(0, Math.min(most, names.size())))
        + (names.size() > most ? " and %d more".formatted(names.size() - most) : "");
  }

  private static String size(Path kept) {
    try {
      return Numbers.bytes(Files.size(kept));
    } catch (IOException e) {
      return "of unknown size";
    }
  }

  private void submit() {
    if (file.isEmpty()) {
      say(new Problem.Invalid("file", "none", "choose a file of predictions"));
      return;
    }
    try {
      Taken of = file.orElseThrow();
      read(of, FileFormat.of(of.name()), spec());
    } catch (Problem.Invalid wrong) {
      say(wrong);
    }
  }

  /** Aside: ten million rows take their time. */
  private void read(Taken of, FileFormat format, EvaluationSpec spec) {
    UI ui = UI.getCurrentOrThrow();
    UserId me = actions.me();
    work(true);
    Thread.ofVirtual()
        .name("predictions")
        .start(
            () -> {
              Command answer = outcome(of, format, spec, me);
              try {
                ui.access(
                    () -> {
                      work(false);
                      answer.execute();
                    });
              } catch (UIDetachedException e) {
                delete(of.path()); // nobody looks any more
              }
            });
  }

  private Command outcome(Taken of, FileFormat format, EvaluationSpec spec, UserId me) {
    try (InputStream body = Files.newInputStream(of.path())) {
      Evaluation made = actions.upload(run.id(), spec, format, body, me);
      return () -> {
        close();
        UI.getCurrentOrThrow().navigate(EvaluationLink.path(made.id()));
      };
    } catch (Problem.Invalid wrong) {
      return () -> say(wrong);
    } catch (Problem refused) {
      return () -> tell(List.of(Sentences.of(refused)));
    } catch (IOException | RuntimeException e) {
      log.error("predictions could not be read", e);
      return () -> tell(List.of("It could not be read; the log of the server has the cause."));
    }
  }

  private void work(boolean now) {
    busy = now;
    working.setVisible(now);
    done.setEnabled(!now);
    setCloseOnEsc(!now);
  }

  private EvaluationSpec spec() {
    return new EvaluationSpec(
        name.getValue().strip(),
        text(split) == null ? "" : String.valueOf(text(split)),
        splitBy.getValue(),
        null,
        new Columns(
            text(label),
            List.copyOf(probabilities.getValue()),
            text(timestamp),
            text(weight),
            text(id),
            List.copyOf(groups.getValue())),
        Arrays.stream(classes.getValue().split(",", -1))
            .map(String::strip)
            .filter(word -> !word.isEmpty())
            .toList(),
        renormalise.getValue(),
        zone());
  }

  private static @Nullable String text(ComboBox<String> field) {
    @Nullable String value = field.getValue();
    return value == null || value.isBlank() ? null : value.strip();
  }

  private @Nullable ZoneId zone() {
    @Nullable String text = text(zone);
    try {
      return text == null ? null : ZoneId.of(text);
    } catch (DateTimeException e) {
      throw new Problem.Invalid("zone", text, "a zone is Europe/Amsterdam, UTC or +01:00");
    }
  }

  /** At the fields where it belongs to one, else above them, line by line. */
  private void say(Problem.Invalid wrong) {
    Faults faults = new Faults();
    faults.at("name", name);
    faults.at("split", split);
    faults.at("zone", zone);
    faults.at("classes", classes);
    faults.at("columns.label", label);
    faults.at("columns.probabilities", probabilities);
    List<Violation> elsewhere = faults.show(wrong.violations());
    List<String> lines = new ArrayList<>();
    if (elsewhere.size() >= Findings.SHOWN) { // it says how many there are
      lines.add(Sentences.of(wrong));
    }
    elsewhere.forEach(
        v ->
            lines.add(
                "%s is %s: %s"
                    .formatted(v.field(), v.value().isEmpty() ? "empty" : v.value(), v.rule())));
    tell(lines);
  }

  private void tell(List<String> what) {
    failure.removeAll();
    UnorderedList list = new UnorderedList();
    what.forEach(line -> list.add(new ListItem(line)));
    failure.add(list);
    failure.setVisible(!what.isEmpty());
    if (!what.isEmpty()) {
      failure.scrollIntoView();
    }
  }

  private void forget() {
    if (!busy) {
      file.ifPresent(old -> delete(old.path()));
      file = Optional.empty();
      taken.setText("CSV, JSON lines or Parquet, a row for each prediction.");
    }
  }

  private static void delete(Path kept) {
    try {
      Files.deleteIfExists(kept);
    } catch (IOException e) {
      log.warn("an uploaded file stays in {}: {}", kept, e.toString());
    }
  }

  @Override
  protected void onDetach(DetachEvent detach) {
    forget();
    super.onDetach(detach);
  }
}
