package dev.assay.ui.jobs;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The command that does what a form would have an agent do, for a POSIX shell. */
public final class ShellLine {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./=:,+@%-]+");

  private ShellLine() {}

  /**
   * @param name null for one that the server makes
   */
  public static String train(
      String recipe, String server, String experiment, @Nullable String name, ObjectNode params) {
    List<String> words = new ArrayList<>(List.of("./assay", "train", recipe, "--server", server));
    words.addAll(List.of("--experiment", experiment));
    if (name != null) {
      words.addAll(List.of("--name", name));
    }
    collect(params, "", words);
    return line(words);
  }

  /** Params as {@code ./assay train} takes them: {@code --set model.layers=6}. */
  public static String params(ObjectNode params) {
    List<String> words = new ArrayList<>();
    collect(params, "", words);
    return line(words);
  }

  /** Words so that a shell reads the same. */
  public static String line(List<String> words) {
    return String.join(" ", words.stream().map(ShellLine::quoted).toList());
  }

  private static void collect(ObjectNode params, String prefix, List<String> words) {
    params.forEachEntry(
        (name, value) -> {
          if (value instanceof ObjectNode inner && !inner.isEmpty()) {
            collect(inner, prefix + name + ".", words);
          } else {
            words.add("--set");
            words.add(prefix + name + "=" + text(value));
          }
        });
  }

  /** Text as it is, unless it would be read as something else. */
  private static String text(JsonNode value) {
    return value.isString() && !meansSomethingElse(value.asString())
        ? value.asString()
        : value.toString();
  }

  /** A number is left as it is: where text is wanted, it is taken for text. */
  private static boolean meansSomethingElse(String text) {
    try {
      JsonNode read = JSON.readTree(text);
      return read.isNull() || read.isString();
    } catch (JacksonException e) {
      return false;
    }
  }

  public static String quoted(String word) {
    return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
