package dev.assay.ui;

import com.microsoft.playwright.Page;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * What a page should never do: log errors, get failed answers, ask other hosts for anything, load anew by itself, or shut
 * somebody out who does not see or cannot use a mouse.
 */
final class Complaints {
  private final Page page;
  private final List<String> found = new CopyOnWriteArrayList<>();
  private final List<String> loads = new CopyOnWriteArrayList<>();

  Complaints(Page page, String server) {
    this.page = page;
    String host = URI.create(server).getAuthority();
    page.onConsoleMessage(
        message -> {
          if (message.type().equals("error")) {
            found.add("console: " + message.text());
          }
        });
    page.onPageError(error -> found.add("script: " + error));
    page.onResponse(
        response -> {
          if (response.status() >= 400) {
            found.add(response.status() + " from " + response.url());
          }
        });
    page.onRequest(
        request -> {
          URI target = URI.create(request.url().replaceAll("[?#].*", ""));
          if (target.getAuthority() != null && !target.getAuthority().equals(host)) {
            found.add("request to another host: " + request.url());
          }
        });
    page.onLoad(loaded -> loads.add(loaded.url()));
  }

  /** Checks the page as it is now for who can use it; to be called wherever a journey rests. */
  void look() {
    String where = URI.create(page.url().replaceAll("[?#].*", "")).getPath();
    Accessibility.violations(page).stream()
        .map(violation -> "on " + where + ": " + violation)
        .filter(complaint -> !found.contains(complaint))
        .forEach(found::add);
  }

  /** All so far, after a last look. */
  List<String> found() {
    look();
    return List.copyOf(found);
  }

  /** How often the page has been loaded as a whole. */
  int loads() {
    return loads.size();
  }
}
