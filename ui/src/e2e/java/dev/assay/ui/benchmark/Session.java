package dev.assay.ui.benchmark;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.assay.ui.Browser;
import dev.assay.ui.SignIn;

/** Somebody who is signed in, with a window of their own. */
final class Session implements AutoCloseable {
  private final String url;
  private final BrowserContext window;
  final Page page;

  Session(Browser browser, String url) {
    this(browser, url, Browser.WIDTH, Browser.HEIGHT);
  }

  Session(Browser browser, String url, int width, int height) {
    this.url = url;
    this.page = browser.open(width, height, ColorScheme.LIGHT);
    this.window = page.context();
    SignIn.as(page, url, "admin", ServerProcess.PASSWORD);
    Watch.into(window);
  }

  /** Loads a page as a whole. */
  void open(String path) {
    page.navigate(url + path);
  }

  @Override
  public void close() {
    window.close();
  }
}
