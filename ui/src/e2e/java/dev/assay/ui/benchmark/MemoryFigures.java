package dev.assay.ui.benchmark;

import dev.assay.benchmark.Figures;
import dev.assay.ui.Browser;
import java.util.ArrayList;
import java.util.List;

/** What a signed-in person's open page takes in the server. */
final class MemoryFigures {
  private static final double GOAL_MEGABYTES = 3;
  private static final int WARM_UP = 3;

  private MemoryFigures() {}

  static void measure(Browser browser, ServerProcess server, Data data, int sessions) {
    measure(browser, server, "the workspace", Pages.experiment(data.experiment(Data.MANY_RUNS)), "table", sessions);
    measure(
        browser,
        server,
        "a run with %,d metrics".formatted(data.metrics()),
        Pages.run(data.runs(Data.MANY_METRICS).getFirst()),
        "charts",
        sessions);
  }

  private static void measure(
      Browser browser, ServerProcess server, String name, String path, String until, int sessions) {
    close(open(browser, server, path, until, WARM_UP)); // what is made once is there
    long before = server.heapAfterCollection();
    List<Session> open = open(browser, server, path, until, sessions);
    long after = server.heapAfterCollection();
    close(open);
    Figures.note("%s: heap alive %.1f MB, with %d sessions %.1f MB", name, before / 1e6, sessions, after / 1e6);
    Figures.atMost("memory in the server a session, " + name, (after - before) / 1e6 / sessions, "MB", GOAL_MEGABYTES);
  }

  private static List<Session> open(Browser browser, ServerProcess server, String path, String until, int sessions) {
    List<Session> all = new ArrayList<>();
    for (int i = 0; i < sessions; i++) {
      Session session = new Session(browser, server.url);
      session.open(path);
      Watch.loaded(session.page, until);
      all.add(session);
    }
    return all;
  }

  private static void close(List<Session> sessions) {
    sessions.forEach(Session::close);
  }
}
