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

  /** The elements of a rule that is broken, the first few of each by their selectors. */
  private static final String RUN =
      """
      async () => {
        const found = await axe.run(document, {
          runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'], resultTypes: ['violations'],
        });
        return found.violations.map((v) => ({
          rule: `${v.id} (${v.impact}): ${v.help}`,
          elements: v.nodes.slice(0, 6).map((n) => {
            const why = [...n.any, ...n.all, ...n.none].map((check) => check.message).join('; ');
            return `${n.target.flat().join(' ')} [${why}]`;
          }),
          count: v.nodes.length,
        }));
      }""";

  private Accessibility() {}

  /** One line for each rule that is broken. */
  static List<String> violations(Page page) {
    page.evaluate("script => { if (!globalThis.axe) (0, eval)(script); }", AXE);
    List<String> lines = new ArrayList<>();
    for (Object found : (List<?>) page.evaluate(RUN)) {
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
