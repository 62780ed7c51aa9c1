package dev.assay.studies;

import dev.assay.studies.LawOutcome.Residual;
import dev.assay.studies.StudyStore.Fitted;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.jspecify.annotations.Nullable;

/** The observations of a study with what its law says of them. */
final class CsvExport {
  private static final List<String> COLUMNS =
      List.of(
          "key",
          "label",
          "params",
          "tokens",
          "flops",
          "loss",
          "uniqueTokens",
          "seconds",
          "leftOut",
          "fitted",
          "logResidual");

  private CsvExport() {}

  static String of(Fitted fitted) {
    Map<String, Residual> residuals = new HashMap<>();
    @Nullable LawOutcome law = fitted.outcome().law();
    if (law != null) {
      law.residuals().forEach(r -> residuals.put(r.key(), r));
    }
    List<String> words = fitted.spec().hyperparameters().stream().map(Column::word).toList();
    StringBuilder text = new StringBuilder();
    try (CSVPrinter csv = new CSVPrinter(text, CSVFormat.RFC4180)) {
      List<String> header = new ArrayList<>(COLUMNS);
      header.addAll(words);
      csv.printRecord(header);
      for (Observation o : fitted.observations()) {
        csv.printRecord(row(o, residuals.get(o.key()), words));
      }
    } catch (IOException e) { // there is none of a text in memory
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static List<@Nullable Object> row(
      Observation o, @Nullable Residual residual, List<String> words) {
    List<@Nullable Object> row = new ArrayList<>();
    row.add(o.key());
    row.add(guarded(o.label()));
    row.add(o.params());
    row.add(o.tokens());
    row.add(o.flops());
    row.add(o.lossNats());
    row.add(o.uniqueTokens());
    row.add(o.seconds());
    @Nullable String leftOut = o.leftOut();
    row.add(leftOut == null ? null : guarded(leftOut));
    row.add(residual == null ? null : residual.fittedNats());
    row.add(residual == null ? null : residual.logResidual());
    words.forEach(word -> row.add(o.hyperparameters().get(word)));
    return row;
  }

  /** A spreadsheet is not to take a name for a formula. */
  private static String guarded(String text) {
    return !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
  }
}
