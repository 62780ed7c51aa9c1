package dev.assay.ui.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Objects, one in a line, as a table; what is in an object of theirs has a column of its own. */
final class JsonLines {
  private static final int LONGEST_CELL = 300;

  private JsonLines() {}

  /**
   * @param cut whether there is more of the text
   * @return empty when one of the lines is no object
   */
  static Optional<ArtifactPreview.Table> table(
      String text, boolean cut, int mostRows, int mostColumns, JsonMapper json) {
    List<String> lines = text.lines().filter(line -> !line.isBlank()).limit(mostRows + 2L).toList();
    // the last line of a part may be half there
    List<String> whole =
        cut && lines.size() <= mostRows ? lines.subList(0, Math.max(0, lines.size() - 1)) : lines;
    List<Map<String, String>> rows = new ArrayList<>();
    try {
      for (String line : whole.subList(0, Math.min(whole.size(), mostRows))) {
        JsonNode object = json.readTree(line);
        if (!object.isObject()) {
          return Optional.empty();
        }
        rows.add(cells(object));
      }
    } catch (JacksonException e) {
      return Optional.empty();
    }
    if (rows.isEmpty()) {
      return Optional.empty();
    }
    Set<String> names = new LinkedHashSet<>();
    rows.forEach(row -> names.addAll(row.keySet()));
    List<String> header = names.stream().limit(mostColumns).toList();
    return Optional.of(
        new ArtifactPreview.Table(
            header,
            rows.stream()
                .map(row -> header.stream().map(name -> row.getOrDefault(name, "")).toList())
                .toList(),
            cut || whole.size() > mostRows));
  }

  private static Map<String, String> cells(JsonNode object) {
    Map<String, String> cells = new LinkedHashMap<>();
    object.forEachEntry(
        (name, value) -> {
          if (value.isObject()) {
            value.forEachEntry((inner, part) -> cells.put(name + "." + inner, text(part)));
          } else {
            cells.put(name, text(value));
          }
        });
    return cells;
  }

  private static String text(JsonNode value) {
    String text = value.isString() ? value.stringValue() : value.toString();
    return text.length() <= LONGEST_CELL ? text : text.substring(0, LONGEST_CELL) + "…";
  }
}
