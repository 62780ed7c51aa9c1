package dev.assay.ui.run;

import dev.assay.runs.Params;
import dev.assay.ui.text.ParamText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A param, or several that begin alike. The tree is that of the addresses: {@code model.layers} is
 * below {@code model}, whether it was given as an object's or under its whole address.
 */
final class ConfigNode {
  private final String name;
  private final String address;
  private final @Nullable JsonNode value;
  private final List<ConfigNode> parts;

  private ConfigNode(
      String name, String address, @Nullable JsonNode value, List<ConfigNode> parts) {
    this.name = name;
    this.address = address;
    this.value = value;
    this.parts = parts;
  }

  /** The last part of its address. */
  String name() {
    return name;
  }

  String address() {
    return address;
  }

  /** Those below it, by name. */
  List<ConfigNode> parts() {
    return parts;
  }

  /** All of its value; empty for a group. */
  Optional<String> text() {
    return Optional.ofNullable(value).map(ParamText::exact);
  }

  /** What is at the top of a run's params. */
  static List<ConfigNode> of(Params params) {
    var top = new Branch();
    params.values().forEach((address, value) -> top.at(address).value = value);
    return top.nodes("");
  }

  /** A tree while it grows. */
  private static final class Branch {
    private final Map<String, Branch> below = new LinkedHashMap<>();
    private @Nullable JsonNode value;

    private Branch at(String address) {
      Branch branch = this;
      for (String name : address.split("\\.", -1)) {
        branch = branch.below.computeIfAbsent(name, unknown -> new Branch());
      }
      return branch;
    }

    private List<ConfigNode> nodes(String path) {
      List<ConfigNode> nodes = new ArrayList<>(below.size());
      below.entrySet().stream()
          .sorted(Map.Entry.comparingByKey())
          .forEach(
              e -> {
                String address = path + e.getKey();
                Branch branch = e.getValue();
                nodes.add(
                    new ConfigNode(e.getKey(), address, branch.value, branch.nodes(address + ".")));
              });
      return List.copyOf(nodes);
    }
  }

  /** Those of a list whose address or value contains a text, with what is above and below them. */
  static List<ConfigNode> matching(List<ConfigNode> nodes, String text) {
    return text.isEmpty() ? nodes : containing(nodes, text.toLowerCase(Locale.ROOT));
  }

  private static List<ConfigNode> containing(List<ConfigNode> nodes, String wanted) {
    List<ConfigNode> found = new ArrayList<>();
    for (ConfigNode node : nodes) {
      if (node.address.toLowerCase(Locale.ROOT).contains(wanted)) {
        found.add(node); // with all that is below it, for that contains it too
        continue;
      }
      List<ConfigNode> below = containing(node.parts, wanted);
      if (!below.isEmpty() || node.valueContains(wanted)) {
        found.add(new ConfigNode(node.name, node.address, node.value, below));
      }
    }
    return found;
  }

  private boolean valueContains(String wanted) {
    return text().filter(all -> all.toLowerCase(Locale.ROOT).contains(wanted)).isPresent();
  }

  /** How many values there are in these and below them. */
  static int values(List<ConfigNode> nodes) {
    return nodes.stream().mapToInt(n -> (n.value == null ? 0 : 1) + values(n.parts)).sum();
  }
}
