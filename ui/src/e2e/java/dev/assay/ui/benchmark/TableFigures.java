package dev.assay.ui.benchmark;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.BoundingBox;
import dev.assay.benchmark.Figures;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The table of an experiment with very many runs. */
final class TableFigures {
  private static final double GOAL_FIRST_MILLIS = 1000;
  private static final double GOAL_CHANGE_MILLIS = 300;
  private static final double GOAL_BLANK_MILLIS = 100;
  private static final List<String> FILTERS =
      List.of(
          "params.model.width = 256",
          "metrics.train/loss < 1.75",
          "status = 'FAILED'",
          "params.optimizer.lr > 0.001 and metrics.val/loss < 1.8",
          "params.group_1.param_1 = 'value 3'");
  private static final List<String> SORTED_BY = List.of("train/loss", "val/loss", "Created", "Name");

  private static final int NOTCH_PIXELS = 100; // of a mouse's wheel
  private static final int NOTCHES_PER_SECOND = 40;
  private static final int NOTCHES = 800;

  private TableFigures() {}

  static void measure(Session session, String experiment, int rounds) throws Exception {
    Page page = session.page;
    Rounds.of(
            rounds,
            _ -> {
              session.open(Pages.experiment(experiment));
              return Watch.loaded(page, "table");
            })
        .print("first contentful table", GOAL_FIRST_MILLIS);
    Rounds.of(rounds, round -> filter(page, FILTERS.get(round % FILTERS.size())))
        .print("filter, from Enter (or, when typing is waited for, the request)", GOAL_CHANGE_MILLIS);
    session.open(Pages.experiment(experiment));
    Watch.loaded(page, "table");
    sort(page, rounds);
    session.open(Pages.experiment(experiment));
    Watch.loaded(page, "table");
    scroll(page);
  }

  private static double filter(Page page, String text) {
    page.evaluate("() => watch.arm()");
    Pages.filter(page, text);
    return Watch.number(page.evaluate("() => watch.change()"), "took");
  }

  private static void sort(Page page, int rounds) throws Exception {
    Locator sorter =
        SORTED_BY.stream().map(column -> Pages.sorter(page, column)).filter(Pages::isThere).findFirst().orElse(null);
    if (sorter == null) {
      Figures.note("sort: skipped, no column of the table can be sorted");
      return;
    }
    Rounds.of(
            rounds,
            _ -> {
              page.evaluate("() => watch.arm()");
              sorter.click();
              return Watch.number(page.evaluate("() => watch.change()"), "took");
            })
        .print("sort", GOAL_CHANGE_MILLIS);
  }

  /** As fast as somebody turns a wheel who looks for something far away. */
  private static void scroll(Page page) throws InterruptedException {
    BoundingBox box = page.locator(Pages.TABLE).first().boundingBox();
    page.mouse().move(box.x + box.width / 2, box.y + box.height / 2);
    page.evaluate("() => watch.sample()");
    long start = System.nanoTime();
    for (int i = 0; i < NOTCHES; i++) {
      page.mouse().wheel(0, NOTCH_PIXELS);
      long next = start + TimeUnit.SECONDS.toNanos(i + 1L) / NOTCHES_PER_SECOND;
      TimeUnit.NANOSECONDS.sleep(Math.max(0, next - System.nanoTime()));
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    Object sampled = page.evaluate("() => watch.sampled()");
    double pixels = Watch.number(page.evaluate("() => watch.scrolled()"));
    Figures.note(
        "scrolled %.0f pixels in %.1f s; %.0f frames, %.0f of them with a blank row, the longest took %.0f ms",
        pixels,
        seconds,
        Watch.number(sampled, "frames"),
        Watch.number(sampled, "blankFrames"),
        Watch.number(sampled, "longestFrame"));
    Figures.atMost("longest time with a blank row while scrolling", Watch.number(sampled, "longestBlank"), "ms", GOAL_BLANK_MILLIS);
  }
}
