package dev.assay.ui.benchmark;

import com.google.gson.JsonObject;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import dev.assay.benchmark.Figures;
import dev.assay.ui.Browser;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What a page asks the server for, and how many bytes come over the wire. */
final class Traffic {
  private static final int SETTLED_MS = 3000;
  private static final int LISTED = 12;

  private record Answer(String kind, String path, double bytes, boolean cached) {}

  private final Map<String, JsonObject> responses = new LinkedHashMap<>();
  private final Set<String> cached = new HashSet<>();
  private final List<Answer> answers = new ArrayList<>();

  private Traffic(Page page) {
    CDPSession network = page.context().newCDPSession(page);
    network.send("Network.enable");
    network.on("Network.responseReceived", event -> responses.put(event.get("requestId").getAsString(), event));
    network.on("Network.requestServedFromCache", event -> cached.add(event.get("requestId").getAsString()));
    network.on("Network.loadingFinished", this::finished);
  }

  private void finished(JsonObject event) {
    String id = event.get("requestId").getAsString();
    JsonObject received = responses.get(id);
    if (received != null) {
      JsonObject response = received.getAsJsonObject("response");
      double bytes = event.get("encodedDataLength").getAsDouble();
      boolean kept = cached.contains(id) || bytes == 0 || response.get("fromDiskCache").getAsBoolean();
      URI url = URI.create(response.get("url").getAsString().replaceAll("[?#].*", ""));
      String kind = received.get("type").getAsString().toLowerCase(Locale.ROOT);
      answers.add(new Answer(kind, url.getPath(), kept ? 0 : bytes, kept));
    }
  }

  /** Somebody's first look at a page, and the second one. */
  static void list(Browser browser, String server, String name, String path, String until) {
    try (Session session = new Session(browser, server)) {
      session.page.context().newCDPSession(session.page).send("Network.clearBrowserCache");
      for (String time : List.of("first load", "warm load")) {
        session.open("/login");
        Traffic traffic = new Traffic(session.page);
        session.open(path);
        Watch.loaded(session.page, until);
        session.page.waitForTimeout(SETTLED_MS);
        traffic.print(name + ", " + time);
      }
    }
  }

  private void print(String name) {
    Map<String, double[]> kinds = new TreeMap<>();
    List<Answer> all = List.copyOf(answers);
    for (Answer answer : all) {
      double[] sum = kinds.computeIfAbsent(answer.kind(), _ -> new double[3]);
      sum[0]++;
      sum[1] += answer.bytes();
      sum[2] += answer.cached() ? 1 : 0;
    }
    Figures.value(name + ", requests", all.stream().filter(answer -> !answer.cached()).count(), "");
    Figures.value(name + ", bytes", all.stream().mapToDouble(Answer::bytes).sum() / 1e3, "kB");
    kinds.forEach(
        (kind, sum) ->
            Figures.note(
                "%s: %s: %.0f answers, %.0f of them from the browser's cache, %.1f kB", name, kind, sum[0], sum[2], sum[1] / 1e3));
    all.stream()
        .sorted(Comparator.comparingDouble(Answer::bytes).reversed())
        .limit(LISTED)
        .filter(answer -> answer.bytes() > 0)
        .forEach(answer -> Figures.note("%s: %.1f kB %s", name, answer.bytes() / 1e3, answer.path()));
  }
}
