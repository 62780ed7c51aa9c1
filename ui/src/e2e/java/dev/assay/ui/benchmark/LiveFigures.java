package dev.assay.ui.benchmark;

import com.microsoft.playwright.Page;
import dev.assay.benchmark.Figures;
import dev.assay.ui.Browser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What it costs the server that somebody watches a run train. */
final class LiveFigures {
  private static final int PANELS = 20;
  private static final int WIDTH = 1920;
  private static final int HEIGHT = 2400; // all panels are in view
  private static final double GOAL_PERCENT = 10;

  private LiveFigures() {}

  static void measure(Browser browser, ServerProcess server, int seconds, int rounds) throws Exception {
    List<Double> percent = new ArrayList<>();
    List<Double> serverAlone = new ArrayList<>();
    try (Feed feed = new Feed(new Api(server.url), PANELS);
        Session session = new Session(browser, server.url, WIDTH, HEIGHT)) {
      for (int round = 0; round < rounds; round++) {
        session.open("/login"); // which shows nothing live
        double[] without = cores(server, seconds);
        Page page = session.page;
        session.open(Pages.run(feed.run));
        Watch.loaded(page, "charts");
        page.waitForTimeout(2000);
        int shown = (int) Watch.number(page.evaluate("() => watch.chartsInView()"));
        double points = Watch.number(page.evaluate("() => watch.points()"));
        double[] with = cores(server, seconds);
        double news = Watch.number(page.evaluate("() => watch.points()")) - points;
        Figures.note(
            "round %d: %d panels in view, %.0f points came; with the feed alone %.1f %% of a core, with the page %.1f %%",
            round + 1, shown, news, 100 * without[0], 100 * with[0]);
        if (shown < PANELS || news <= 0) {
          throw new IllegalStateException("%d panels are in view, and %.0f points came".formatted(shown, news));
        }
        percent.add(100 * (with[0] - without[0]));
        serverAlone.add(100 * (with[1] - without[1]));
      }
    }
    Figures.value("live update of 20 panels, the server without its database", Figures.median(serverAlone), "% of core");
    Figures.atMost("live update of 20 panels, server and database", Figures.median(percent), "% of core", GOAL_PERCENT);
  }

  /** Cores that are busy: of server and database, of the server. */
  private static double[] cores(ServerProcess server, int seconds) throws IOException, InterruptedException {
    TimeUnit.SECONDS.sleep(2);
    double all = server.cpu.seconds();
    double alone = server.cpu.ofServer();
    long start = System.nanoTime();
    TimeUnit.SECONDS.sleep(seconds);
    double took = (System.nanoTime() - start) / 1e9;
    return new double[] {(server.cpu.seconds() - all) / took, (server.cpu.ofServer() - alone) / took};
  }
}
