package dev.assay.ui.benchmark;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import dev.assay.benchmark.Figures;
import java.util.List;

/** Charts of very many metrics and of very many points. */
final class ChartFigures {
  private static final double GOAL_OVERLAY_MILLIS = 500;
  private static final double GOAL_OPEN_MILLIS = 1000;
  private static final int RUN_PAGES_LEAST_CHARTS = 1;

  /** A button of the benchmark's own that shows all of the runs in charts: what the charts take, without the page. */
  private static final String ALONE =
      """
      (ids) => {
        document.querySelectorAll('.bench-alone').forEach((e) => e.remove());
        const box = document.createElement('div');
        box.className = 'bench-alone';
        box.style = 'position: fixed; inset: 0; z-index: 1000; background: white';
        const button = box.appendChild(document.createElement('button'));
        button.textContent = 'show';
        button.addEventListener('click', () => {
          const panels = document.createElement('assay-panels');
          panels.setAttribute('look', '{}');
          panels.setAttribute('runs', JSON.stringify(ids.map((id, i) => ({ id, name: `run ${i}`, color: i % 12 }))));
          box.append(panels);
        });
        document.body.append(box);
      }""";

  private ChartFigures() {}

  static void measure(Session session, Data data, int rounds) throws Exception {
    open(session, data, rounds);
    overlay(session, data, rounds);
  }

  private static void open(Session session, Data data, int rounds) throws Exception {
    List<String> runs = data.runs(Data.MANY_METRICS);
    Rounds opened =
        Rounds.of(
            rounds,
            round -> {
              session.open(Pages.run(runs.get(round % runs.size())));
              double took = Watch.loaded(session.page, "charts");
              int charts = (int) Watch.number(session.page.evaluate("() => watch.chartsInView()"));
              if (charts < RUN_PAGES_LEAST_CHARTS) {
                throw new IllegalStateException("the run's page shows no chart");
              }
              return took;
            });
    opened.print("opening a run with %,d metrics".formatted(data.metrics()), GOAL_OPEN_MILLIS);
  }

  private static void overlay(Session session, Data data, int rounds) throws Exception {
    Page page = session.page;
    List<String> runs = data.runs(Data.LONG_RUNS);
    session.open(Pages.run(runs.getFirst()));
    Watch.loaded(page, "charts");
    String name = "overlay of %d runs x %,d points, ".formatted(runs.size(), data.points(Data.LONG_RUNS));
    Rounds.of(
            rounds,
            _ -> {
              page.evaluate(ALONE, runs);
              return click(page, page.locator(".bench-alone button"), runs.size());
            })
        .print(name + "charts alone", GOAL_OVERLAY_MILLIS);
    session.open(Pages.experiment(data.experiment(Data.LONG_RUNS)));
    Watch.loaded(page, "table");
    Locator all = Pages.selectAll(page);
    if (!Pages.isThere(all)) {
      Figures.note(name + "from the table: skipped, its runs cannot be chosen");
      return;
    }
    Rounds.of(
            rounds,
            _ -> {
              session.open(Pages.experiment(data.experiment(Data.LONG_RUNS)));
              Watch.loaded(page, "table");
              Pages.selectAll(page).click();
              Locator compare = Pages.compareButton(page);
              compare.waitFor();
              return click(page, compare, runs.size());
            })
        .print(name + "from the table", GOAL_OVERLAY_MILLIS);
  }

  private static double click(Page page, Locator what, int lines) {
    page.evaluate("lines => watch.armCharts(lines)", lines);
    what.click();
    Object drawn = page.evaluate("() => watch.overlay()");
    return Watch.number(drawn, "at") - Watch.number(page.evaluate("() => watch.asked()"));
  }
}
