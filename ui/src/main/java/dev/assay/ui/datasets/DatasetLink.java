package dev.assay.ui.datasets;

import dev.assay.datasets.DatasetId;
import dev.assay.datasets.DatasetVersion;
import dev.assay.problem.Problem;

/** The addresses of data sets. */
final class DatasetLink {
  static final String LIST = "datasets";

  private DatasetLink() {}

  /** Of the newest version. */
  static String path(DatasetId id) {
    return LIST + "/" + id;
  }

  static String path(DatasetId id, int version, DatasetTab tab) {
    return path(id) + "/" + version + tab.ending();
  }

  /** Of the file itself. */
  static String content(DatasetVersion version) {
    return "/api/v1/datasets/%s/versions/%d/content".formatted(version.dataset(), version.number());
  }

  /**
   * @throws Problem.NotFound when it is no id
   */
  static DatasetId id(String text) {
    try {
      return DatasetId.of(text);
    } catch (IllegalArgumentException e) {
      throw new Problem.NotFound("data set", text);
    }
  }
}
