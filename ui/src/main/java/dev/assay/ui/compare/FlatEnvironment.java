package dev.assay.ui.compare;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/** What is known of a run's machine and libraries, a line each. */
final class FlatEnvironment {
  /**
   * As {@code pip freeze} writes them; compared by name, or one more library would move all others.
   */
  private static final Pattern LIBRARY = Pattern.compile("([\\w.-]+)\\s*==\\s*(\\S+)");

  private static final int MOST_LINES = 5000;

  private FlatEnvironment() {}

  /** At most {@value #MOST_LINES} values with their addresses, such as {@code devices[0].name}. */
  static SequencedMap<String, JsonNode> of(JsonNode environment) {
    SequencedMap<String, JsonNode> lines = new LinkedHashMap<>();
    flatten("", environment, lines);
    return lines;
  }

  private static void flatten(String path, JsonNode node, Map<String, JsonNode> lines) {
    if (lines.size() >= MOST_LINES) {
      return;
    }
    if (node.isObject() && !node.isEmpty()) {
      node.properties()
          .forEach(
              entry ->
                  flatten(
                      path.isEmpty() ? entry.getKey() : path + "." + entry.getKey(),
                      entry.getValue(),
                      lines));
    } else if (node.isArray() && !node.isEmpty()) {
      int i = 0;
      for (JsonNode item : node) {
        Matcher library = LIBRARY.matcher(item.isString() ? item.stringValue() : "");
        if (library.matches()) {
          lines.put(path + "." + library.group(1), StringNode.valueOf(library.group(2)));
        } else {
          flatten(path + "[" + i + "]", item, lines);
        }
        i++;
      }
    } else if (!path.isEmpty()) {
      lines.put(path, node);
    }
  }
}
