package dev.assay.ui;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** What axe finds against the rules of WCAG 2.1, levels A and AA, on the page as it is now. */
final class Accessibility {
  private static final String WEBJAR = "META-INF/maven/org.webjars.npm/axe-core/pom.properties";
  private static final String SCRIPT = "META-INF/resources/webjars/axe-core/%s/axe.min.js";
  private static final String AXE = script();

  /**
   * The elements that break a rule, the first few of each by their selectors, and those of which axe could not tell because
   * of an error of its own. Two things are right that this version does not know: a table of Vaadin's has an empty caption
   * for its own ends, and aria-description is a name of ARIA 1.3.
   */
  private static final String RUN =
      """
      async (runOnly) => {
        const found = await axe.run(document, { runOnly, resultTypes: ['violations', 'incomplete'] });
        const checks = (n) => [...n.any, ...n.all, ...n.none];
        const isOfGrid = (v, n) => {
          const [host, inner] = n.target.flat(); // of several grids the host has more in its selector than its name
          return v.id === 'aria-required-children' && inner === '#table' && document.querySelector(host)?.localName === 'vaadin-grid';
        };
        const isNew = (v, n) => v.id === 'aria-valid-attr' && checks(n).every((c) => /: aria-description$/.test(c.message));
        const isKnown = (v, n) => isOfGrid(v, n) || isNew(v, n);
        const lines = (v, nodes) => ({
          rule: `${v.id} (${v.impact}): ${v.help}`,
          elements: nodes.slice(0, 6).map((n) => `${n.target.flat().join(' ')} [${checks(n).map((c) => c.message).join('; ')}]`),
          count: nodes.length,
        });
        const failed = (n) => checks(n).some((c) => c.id === 'error-occurred');
        return [
          ...found.violations.map((v) => lines(v, v.nodes.filter((n) => !isKnown(v, n)))),
          ...found.incomplete.map((v) => lines(v, v.nodes.filter(failed))),
        ].filter((v) => v.count > 0);
      }""";

  private static final List<String> ALL = List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa");
  private static final List<String> OF_COLORS = List.of("color-contrast", "link-in-text-block");

  private Accessibility() {}

  /** One line for each rule that is broken. */
  static List<String> violations(Page page) {
    return violations(page, ALL);
  }

  /** Of the rules that can tell light from dark. */
  static List<String> violationsOfColors(Page page) {
    return violations(page, OF_COLORS);
  }

  private static List<String> violations(Page page, List<String> rules) {
    page.evaluate("script => { if (!globalThis.axe) (0, eval)(script); }", AXE);
    List<String> lines = new ArrayList<>();
    for (Object found : (List<?>) page.evaluate(RUN, rules)) {
      Map<?, ?> violation = (Map<?, ?>) found;
      lines.add("%s, %s x: %s".formatted(violation.get("rule"), violation.get("count"), violation.get("elements")));
    }
    return lines;
  }

  private static String script() {
    Properties about = new Properties();
    try (InputStream properties = resource(WEBJAR)) {
      about.load(properties);
      try (InputStream script = resource(SCRIPT.formatted(about.getProperty("version")))) {
        return new String(script.readAllBytes(), StandardCharsets.UTF_8);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream resource(String name) {
    InputStream resource = Accessibility.class.getClassLoader().getResourceAsStream(name);
    if (resource == null) {
      throw new IllegalStateException(name + " is not on the classpath");
    }
    return resource;
  }
}
