package dev.assay.ui.benchmark;

import dev.assay.benchmark.Figures;
import dev.assay.benchmark.Machine;
import dev.assay.benchmark.UiData;
import dev.assay.ui.Browser;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * How long one waits for the pages of a server that has very much to show, what watching costs the server, and what a
 * page asks it for. Arguments: a folder in which {@link UiData} has made data; {@code small} for
 * fewer rounds; the sections to measure, all unless told.
 */
final class UiBenchmark {
  private enum Part {
    TABLE,
    CHARTS,
    LIVE,
    MEMORY,
    TRAFFIC
  }

  private UiBenchmark() {}

  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]).toAbsolutePath();
    List<String> words = Arrays.asList(args).subList(1, args.length);
    boolean small = words.contains("small");
    Set<Part> parts = parts(words);
    Machine.print(folder);
    Figures.note("flags of the server: %s", ServerProcess.flags());
    try (ServerProcess server = new ServerProcess(folder.resolve("data"));
        Browser browser = new Browser()) {
      measure(browser, server, Data.of(folder), parts, small);
    }
    System.exit(0); // whatever threads are left
  }

  private static Set<Part> parts(List<String> words) {
    Set<Part> parts = EnumSet.noneOf(Part.class);
    for (String word : words) {
      if (!word.equals("small")) {
        try {
          parts.add(Part.valueOf(word.toUpperCase(Locale.ROOT)));
        } catch (IllegalArgumentException e) {
          System.err.printf("bench ui: there is no section %s; there are %s%n", word, EnumSet.allOf(Part.class));
          System.exit(2);
        }
      }
    }
    return parts.isEmpty() ? EnumSet.allOf(Part.class) : parts;
  }

  private static void measure(Browser browser, ServerProcess server, Data data, Set<Part> parts, boolean small)
      throws Exception {
    int rounds = small ? 3 : 9;
    Figures.note(
        "%,d runs x 50 params x 100 metrics; %,d metrics; %d runs x %,d points",
        data.manyRuns(), data.metrics(), data.runs(Data.LONG_RUNS).size(), data.points(Data.LONG_RUNS));
    for (Part part : parts) {
      switch (part) {
        case TABLE -> {
          try (Session session = new Session(browser, server.url)) {
            TableFigures.measure(session, data.experiment(Data.MANY_RUNS), rounds);
          }
        }
        case CHARTS -> {
          try (Session session = new Session(browser, server.url)) {
            ChartFigures.measure(session, data, rounds);
          }
        }
        case LIVE -> LiveFigures.measure(browser, server, small ? 10 : 30, small ? 1 : 3);
        case MEMORY -> MemoryFigures.measure(browser, server, data, small ? 5 : 20);
        case TRAFFIC -> {
          String workspace = Pages.experiment(data.experiment(Data.MANY_RUNS));
          Traffic.list(browser, server.url, "workspace", workspace, "table");
          String run = Pages.run(data.runs(Data.MANY_METRICS).getFirst());
          Traffic.list(browser, server.url, "run with %,d metrics".formatted(data.metrics()), run, "charts");
        }
      }
    }
  }
}
