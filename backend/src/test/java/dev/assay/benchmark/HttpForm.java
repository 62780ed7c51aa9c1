package dev.assay.benchmark;

import java.util.Locale;

/** How points and series travel. */
enum HttpForm {
  JSON("application/json"),
  COLUMNS("application/vnd.assay.columns");

  private final String mediaType;

  HttpForm(String mediaType) {
    this.mediaType = mediaType;
  }

  String mediaType() {
    return mediaType;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
