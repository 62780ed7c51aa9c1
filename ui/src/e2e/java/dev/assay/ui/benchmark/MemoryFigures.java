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

  static void measure(Browser browser, ServerProcess server, Data data, int sessions)
      throws InterruptedException {
    List<Session> open = new ArrayList<>();
    String workspace = Pages.experiment(data.experiment(Data.MANY_RUNS));
    measure(browser, server, "the workspace", workspace, "table", sessions, open);
    String run = Pages.run(data.runs(Data.MANY_METRICS).getFirst());
    measure(browser, server, "a run with %,d metrics".formatted(data.metrics()), run, "charts", sessions, open);
    open.forEach(Session::close);
  }

  /**
   * @param open all sessions so far; none is closed in between, for what it had would be given back some time later
   */
  private static void measure(
      Browser browser, ServerProcess server, String name, String path, String until, int sessions, List<Session> open)
      throws InterruptedException {
    open.addAll(open(browser, server, path, until, WARM_UP)); // what is made once is there
    long before = server.bytesAlive();
    open.addAll(open(browser, server, path, until, sessions));
    long after = server.bytesAlive();
    Figures.note("%s: heap alive %.1f MB, with %d sessions more %.1f MB", name, before / 1e6, sessions, after / 1e6);
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
}
