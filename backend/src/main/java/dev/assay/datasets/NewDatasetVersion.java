package dev.assay.datasets;

import dev.assay.problem.Rules;
import dev.assay.tables.FileFormat;
import org.jspecify.annotations.Nullable;

/**
 * What is said of a file before it comes.
 *
 * @param name of the data set; it is made where there is none of that name
 * @param fileName without folders
 * @param timeColumn when its rows were; null to guess
 */
public record NewDatasetVersion(
    String name, String fileName, FileFormat format, @Nullable String timeColumn, String note) {
  private static final int LONGEST_NAME = 500;
  private static final int LONGEST_NOTE = 1000;

  public NewDatasetVersion {
    Rules.text("name", name, 1, LONGEST_NAME);
    Rules.text("fileName", fileName, 1, LONGEST_NAME);
    Rules.text("note", note, 0, LONGEST_NOTE);
    if (timeColumn != null) {
      Rules.text("timeColumn", timeColumn, 1, LONGEST_NAME);
    }
    fileName =
        fileName.substring(Math.max(fileName.lastIndexOf('/'), fileName.lastIndexOf('\\')) + 1);
  }
}
