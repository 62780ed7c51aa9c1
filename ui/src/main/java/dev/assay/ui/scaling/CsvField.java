package dev.assay.ui.scaling;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.textfield.TextArea;
import com.vaadin.flow.component.upload.Upload;
import com.vaadin.flow.server.streams.UploadHandler;
import dev.assay.problem.Problem.Violation;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** Asks for a table of points: pasted, or from a file. */
final class CsvField extends Div {
  private static final int MOST_BYTES = 4_000_000;
  private static final int MOST_TOLD = 20;

  private final TextArea text = new TextArea("Points, as CSV");

  /**
   * @param changed called when something else stands in it
   */
  CsvField(Runnable changed) {
    addClassName("csv-field");
    text.setWidthFull();
    text.setMinRows(6);
    text.setMaxRows(14);
    text.setManualValidation(true);
    text.setPlaceholder("params,tokens,loss,label\n1e6,2e7,3.412,small\n4e6,8e7,2.981,medium");
    text.setHelperText(
        "The first line names the columns: params, tokens, loss, and perhaps flops, uniqueTokens and"
            + " label. Counts in units of one, losses in nats per token.");
    text.addValueChangeListener(
        _ -> {
          text.setInvalid(false);
          changed.run();
        });
    Upload upload =
        new Upload(
            UploadHandler.inMemory(
                (_, bytes) -> text.setValue(new String(bytes, StandardCharsets.UTF_8))));
    upload.setMaxFiles(1);
    upload.setMaxFileSize(MOST_BYTES);
    upload.setAcceptedFileTypes("text/csv", "text/plain", ".csv", ".tsv");
    upload.getElement().setAttribute("aria-label", "A file of points");
    add(text, upload);
  }

  String csv() {
    return text.getValue();
  }

  /** All that is wrong, a line each. */
  void refuse(List<Violation> violations) {
    text.setErrorMessage(
        violations.stream()
                .limit(MOST_TOLD)
                .map(v -> v.field() + " is " + v.value() + ": " + v.rule())
                .collect(Collectors.joining("\n"))
            + (violations.size() > MOST_TOLD
                ? "\nand %d more".formatted(violations.size() - MOST_TOLD)
                : ""));
    text.setInvalid(!violations.isEmpty());
  }
}
