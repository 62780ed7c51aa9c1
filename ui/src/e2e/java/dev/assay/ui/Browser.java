package dev.assay.ui;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A headless Chromium: the system's, or the one that Playwright has been told to install. */
public final class Browser implements AutoCloseable {
  public static final int WIDTH = 1280;
  public static final int HEIGHT = 800;

  private static final Path SYSTEM_CHROMIUM = Path.of("/usr/bin/chromium");
  private static final List<String> QUIET =
      List.of(
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync");

  /** What a busy machine may take; what is there earlier is not waited for. */
  private static final double PATIENCE_MS = 30_000;

  private static final boolean SYSTEM = Files.isExecutable(SYSTEM_CHROMIUM);

  /** One for each thread, which ends with the process: to start one unpacks 200 MB. */
  private static final ThreadLocal<Playwright> PLAYWRIGHT =
      ThreadLocal.withInitial(
          () ->
              Playwright.create(
                  new Playwright.CreateOptions()
                      .setEnv(SYSTEM ? Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1") : Map.of())));

  private final com.microsoft.playwright.Browser chromium;

  public Browser() {
    PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MS);
    BrowserType.LaunchOptions options = new BrowserType.LaunchOptions().setHeadless(true).setArgs(QUIET);
    chromium =
        PLAYWRIGHT.get().chromium().launch(SYSTEM ? options.setExecutablePath(SYSTEM_CHROMIUM) : options);
  }

  /** A window of its own, with its own cookies. */
  public Page open(int width, int height, ColorScheme scheme) {
    BrowserContext context =
        chromium.newContext(
            new com.microsoft.playwright.Browser.NewContextOptions()
                .setViewportSize(width, height)
                .setColorScheme(scheme)
                .setLocale("en-GB")
                .setTimezoneId("UTC"));
    return context.newPage();
  }

  public Page open() {
    return open(WIDTH, HEIGHT, ColorScheme.LIGHT);
  }

  @Override
  public void close() {
    chromium.close();
  }
}
