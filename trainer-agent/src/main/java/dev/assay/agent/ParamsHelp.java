package dev.assay.agent;

import dev.assay.params.ValueRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** What a recipe's params are, for people, from its schema. */
final class ParamsHelp {

  private ParamsHelp() {}

  /** Lines: a param with its default, then what it means and which values it takes. */
  static List<String> lines(JsonNode schema) {
    List<String> lines = new ArrayList<>();
    lines.add(schema.path("description").asString(""));
    add(schema, "", lines);
    return lines;
  }

  private static void add(JsonNode level, String prefix, List<String> lines) {
    for (Map.Entry<String, JsonNode> entry : level.get("properties").properties()) {
      String path = prefix + entry.getKey();
      JsonNode param = entry.getValue();
      String description = param.path("description").asString("");
      lines.add("");
      if (param.has("properties")) {
        String standard = param.has("default") ? " = null" : "";
        lines.add(path + ": " + description + standard);
        add(param, path + ".", lines);
      } else {
        var rule = new ValueRule(param);
        lines.add("%s = %s".formatted(path, param.get("default")));
        lines.add("    " + description);
        lines.add("    " + rule.kind() + rule.range().map(range -> ", " + range).orElse(""));
      }
    }
  }
}
