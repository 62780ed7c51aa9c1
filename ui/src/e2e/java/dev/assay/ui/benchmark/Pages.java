package dev.assay.ui.benchmark;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.WaitForSelectorState;
import java.util.List;

/** Where things are on the pages: all that the benchmark knows of them. */
final class Pages {
  /** The table of runs; the first that is seen. */
  static final String TABLE = "vaadin-grid";

  static final String CHART = "assay-chart";

  /** In whose shadow charts may be. */
  static final String PANELS = "assay-panels";

  private static final String FILTER = "[data-filter] input";

  private Pages() {}

  static String experiment(String id) {
    return "/experiments/" + id;
  }

  static String run(String id) {
    return "/runs/" + id;
  }

  static String compare(List<String> runs) {
    return "/compare?runs=" + String.join(",", runs);
  }

  /** Types a filter and asks for it. */
  static void filter(Page page, String text) {
    Locator field = page.locator(FILTER).first();
    field.fill(text);
    field.press("Enter");
  }

  /** A header that sorts when it is clicked; none when the table cannot be sorted. */
  static Locator sorter(Page page, String column) {
    return page.locator(TABLE).locator("vaadin-grid-sorter").filter(new Locator.FilterOptions().setHasText(column)).first();
  }

  /** What leads from chosen runs to their comparison. */
  static Locator compareButton(Page page) {
    return page.locator("vaadin-button, a").filter(new Locator.FilterOptions().setHasText("Compare")).first();
  }

  static Locator selectAll(Page page) {
    return page.getByLabel("Select all runs of this table");
  }

  static boolean isThere(Locator locator) {
    return locator.count() > 0 && locator.isVisible();
  }

  static void await(Page page, String selector) {
    page.locator(selector)
        .first()
        .waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.ATTACHED).setTimeout(30_000));
  }
}
