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
import java.util.stream.Stream;
import org.jsoup.nodes.Element;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Tells browsers with the first answer which of our scripts a page with charts or figures needs, so
 * that they are there when Vaadin asks for them: otherwise each is found in the one that imports
 * it, a round trip after the other, while nothing is to be seen.
 */
@Configuration(proxyBeanMethods = false)
class Preloads {
  private static final List<String> FRAME =
      List.of(
          "elements/keys.js",
          "elements/assay-keys.js",
          "elements/assay-looks.js",
          "elements/assay-palette.js",
          "elements/assay-time.js");
  private static final List<String> CHARTS =
      List.of("charts/assay-panels.js", "elements/assay-completion.js", "elements/rows-ahead.js");
  private static final List<String> FIGURES = List.of("charts/assay-figure.js");
  private static final List<String> PAGES_OF_CHARTS =
      List.of("/experiments/", "/runs/", "/compare");
  private static final List<String> PAGES_OF_FIGURES = List.of("/scaling/", "/evaluations/");
  private static final Pattern STATIC_IMPORT =
      Pattern.compile(
          "^(?:import|export)\\s[^'\"(;]*['\"](\\.{1,2}/[^'\"]+)['\"]", Pattern.MULTILINE);

  @Bean
  VaadinServiceInitListener preloadScripts() {
    Set<String> charts = with(CHARTS);
    Set<String> figures = with(FIGURES);
    return event ->
        event.addIndexHtmlRequestListener(
            index -> {
              String page = String.valueOf(index.getVaadinRequest().getPathInfo());
              if (PAGES_OF_CHARTS.stream().anyMatch(page::startsWith)) {
                charts.forEach(script -> add(index, script));
              } else if (PAGES_OF_FIGURES.stream().anyMatch(page::startsWith)) {
                figures.forEach(script -> add(index, script));
              }
            });
  }

  private static Set<String> with(List<String> scripts) {
    return withImports(Stream.concat(scripts.stream(), FRAME.stream()).toList());
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
