package dev.assay.ui.run;

import java.util.Arrays;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** People who are named in Markdown: {@code @ada}. */
final class Mentions {
  private static final Pattern NAMED =
      Pattern.compile(
          "(?<![\\p{L}\\p{N}_@/.\\[(])@([\\p{L}\\p{N}](?:[\\p{L}\\p{N}._-]*[\\p{L}\\p{N}_])?)");
  private static final Pattern FENCE = Pattern.compile("^ {0,3}(```|~~~)");

  private Mentions() {}

  /** Makes the mentions of these people bold, but not what looks like one in code. */
  static String mark(String markdown, Set<String> names) {
    if (markdown.indexOf('@') < 0 || names.isEmpty()) {
      return markdown;
    }
    StringBuilder marked = new StringBuilder(markdown.length() + 64);
    boolean code = false;
    for (String line : markdown.split("(?<=\n)", -1)) {
      boolean fence = FENCE.matcher(line).find();
      code ^= fence;
      marked.append(code || fence ? line : inLine(line, names));
    }
    return marked.toString();
  }

  /** What stands between backticks is code. */
  private static String inLine(String line, Set<String> names) {
    String[] parts = line.split("`", -1);
    for (int i = 0; i < parts.length; i += 2) {
      parts[i] = NAMED.matcher(parts[i]).replaceAll(found -> bold(found, names));
    }
    return Arrays.stream(parts).collect(Collectors.joining("`"));
  }

  private static String bold(MatchResult found, Set<String> names) {
    String mention = found.group();
    return Matcher.quoteReplacement(
        names.contains(found.group(1)) ? "**" + mention + "**" : mention);
  }
}
