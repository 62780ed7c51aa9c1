package dev.assay.ui.datasets;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.component.upload.Upload;
import com.vaadin.flow.server.streams.UploadEvent;
import dev.assay.datasets.NewDatasetVersion;
import dev.assay.datasets.Uploaded;
import dev.assay.problem.Problem;
import dev.assay.tables.FileFormat;
import dev.assay.team.UserId;
import dev.assay.ui.text.Sentences;
import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Takes a file as a new version; it is streamed to where it is kept as it comes. */
final class UploadDialog extends Dialog {
  private final DatasetActions actions;
  private final UserId me;
  private final Consumer<Uploaded> done;
  private final TextField name = new TextField("Name");
  private final TextField timeColumn = new TextField("Column of times");
  private final TextField note = new TextField("Note");
  private final Paragraph wrong = new Paragraph();
  // what was typed last: files come on other threads
  private volatile Wish wish = new Wish("", "", "");

  private record Wish(String name, String timeColumn, String note) {}

  /**
   * @param fixed the data set that gets a version; null for any
   * @param done told the version
   */
  UploadDialog(DatasetActions actions, @Nullable String fixed, Consumer<Uploaded> done) {
    this.actions = actions;
    this.me = actions.me();
    this.done = done;
    setHeaderTitle(fixed == null ? "Upload a data set" : "Upload a version of " + fixed);
    setWidth("min(560px, 95vw)");
    name.setValue(fixed == null ? "" : fixed);
    name.setVisible(fixed == null);
    name.setHelperText(
        "Left empty, it is the name of the file. A name that is there gets a version.");
    timeColumn.setHelperText("When rows were. Left empty, it is guessed.");
    for (TextField field : new TextField[] {name, timeColumn, note}) {
      field.setWidthFull();
      field.addValueChangeListener(_ -> remember());
    }
    remember();
    Upload upload = new Upload(this::take);
    upload.setMaxFiles(1);
    upload.setAcceptedFileTypes(
        ".csv", ".jsonl", ".ndjson", ".parquet", ".pq", ".gz", "text/csv", "application/jsonl");
    upload.getElement().setAttribute("aria-label", "A file");
    wrong.addClassName("is-wrong");
    wrong.getElement().setAttribute("role", "alert");
    wrong.setVisible(false);
    Div form = new Div(name, timeColumn, note, upload, wrong);
    form.addClassName("dataset-upload");
    add(form);
    getFooter().add(new Button("Cancel", _ -> close()));
  }

  private void remember() {
    wish = new Wish(name.getValue().strip(), timeColumn.getValue().strip(), note.getValue());
  }

  private void take(UploadEvent event) throws IOException {
    try {
      Uploaded uploaded =
          actions.upload(
              version(event.getFileName()), event.getFileSize(), event.getInputStream(), me);
      event
          .getUI()
          .access(
              () -> {
                close();
                done.accept(uploaded);
              });
    } catch (Problem refused) {
      event.reject("refused");
      event.getUI().access(() -> refuse(Sentences.of(refused)));
    }
  }

  private NewDatasetVersion version(String fileName) {
    Wish now = wish;
    FileFormat format = FileFormat.of(fileName);
    return new NewDatasetVersion(
        now.name().isEmpty() ? stem(fileName) : now.name(),
        fileName,
        format,
        now.timeColumn().isEmpty() ? null : now.timeColumn(),
        now.note());
  }

  private static String stem(String fileName) {
    int end = fileName.indexOf('.', 1);
    return end < 0 ? fileName : fileName.substring(0, end);
  }

  private void refuse(String why) {
    wrong.setText(why);
    wrong.setVisible(true);
  }
}
