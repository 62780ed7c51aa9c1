package dev.assay.ui.benchmark;

import dev.assay.benchmark.UiData;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;

/** What the generator says of its data. */
record Data(Properties about) {
  static final String MANY_RUNS = UiData.MANY_RUNS;
  static final String MANY_METRICS = UiData.MANY_METRICS;
  static final String LONG_RUNS = UiData.LONG_RUNS;

  static Data of(Path folder) throws IOException {
    Properties about = new Properties();
    try (Reader reader = Files.newBufferedReader(folder.resolve(UiData.ABOUT))) {
      about.load(reader);
    }
    return new Data(about);
  }

  String experiment(String kind) {
    return about.getProperty(kind + ".experiment");
  }

  List<String> runs(String kind) {
    return List.of(about.getProperty(kind + ".runs").split(","));
  }

  long points(String kind) {
    return Long.parseLong(about.getProperty(kind + ".points"));
  }

  int metrics() {
    return Integer.parseInt(about.getProperty(MANY_METRICS + ".metrics"));
  }

  int manyRuns() {
    return Integer.parseInt(about.getProperty(MANY_RUNS + ".count"));
  }
}
