package dev.assay.ui;

import com.vaadin.flow.server.VaadinServiceInitListener;
import com.vaadin.flow.server.communication.IndexHtmlResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.nodes.Element;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Tells browsers with the first answer which of our scripts a page with charts needs, so that they
 * are there when Vaadin asks for them: otherwise each is found in the one that imports it, a round
 * trip after the other, while nothing is to be seen.
 */
@Configuration(proxyBeanMethods = false)
class Preloads {
  private static final List<String> FIRST =
      List.of(
          "charts/assay-panels.js",
          "elements/keys.js",
          "elements/assay-keys.js",
          "elements/assay-looks.js",
          "elements/assay-palette.js",
          "elements/assay-time.js",
          "elements/assay-completion.js",
          "elements/rows-ahead.js");
  private static final List<String> PAGES = List.of("/experiments/", "/runs/", "/compare");
  private static final Pattern STATIC_IMPORT =
      Pattern.compile(
          "^(?:import|export)\\s[^'\"(;]*['\"](\\.{1,2}/[^'\"]+)['\"]", Pattern.MULTILINE);

  @Bean
  VaadinServiceInitListener preloadScripts() {
    Set<String> scripts = withImports(FIRST);
    return event ->
        event.addIndexHtmlRequestListener(
            index -> {
              String page = String.valueOf(index.getVaadinRequest().getPathInfo());
              if (PAGES.stream().anyMatch(page::startsWith)) {
                scripts.forEach(script -> add(index, script));
              }
            });
  }

  private static void add(IndexHtmlResponse index, String script) {
    Element link = index.getDocument().head().appendElement("link");
    link.attr("rel", "modulepreload").attr("href", script);
  }

  /** Scripts and all that they import, and that these import. */
  static Set<String> withImports(List<String> scripts) {
    Set<String> found = new LinkedHashSet<>();
    Deque<String> next = new ArrayDeque<>(scripts);
    while (!next.isEmpty()) {
      String script = next.removeFirst();
      if (found.add(script) && !script.startsWith("webjars/")) { // which import nothing
        Matcher imported = STATIC_IMPORT.matcher(text(script));
        while (imported.find()) {
          next.add(URI.create(script).resolve(imported.group(1)).toString());
        }
      }
    }
    return found;
  }

  private static String text(String script) {
    try (InputStream file =
        Preloads.class.getClassLoader().getResourceAsStream("META-INF/resources/" + script)) {
      if (file == null) {
        throw new IllegalStateException(script + " is imported, but is not there");
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
