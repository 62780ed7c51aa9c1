package dev.assay.ui.workspace;

import dev.assay.problem.Problem;
import dev.assay.query.Operand;
import dev.assay.query.Operand.Function;
import dev.assay.query.Operand.Kind;
import dev.assay.query.Source;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A column of the table of runs.
 *
 * @param operand what it shows, in the words of the search language
 * @param pinned whether it stays in sight when the table is scrolled sideways
 * @param width in pixels; 0 for what suits its kind
 */
record ColumnSpec(Operand operand, boolean pinned, int width) {
  private static final int NARROWEST = 40;
  private static final int WIDEST = 1200;

  /** {@code params.lr}, {@code params.lr pin}, {@code params.lr 120}, {@code params.lr pin 120}. */
  private static final Pattern WRITTEN =
      Pattern.compile("(.*?)( pin)?( \\d{1,4})?", Pattern.DOTALL);

  private static final Map<String, String> LABELS =
      Map.ofEntries(
          Map.entry("name", "Name"),
          Map.entry("status", "Status"),
          Map.entry("user", "By"),
          Map.entry("created", "Created"),
          Map.entry("start_time", "Started"),
          Map.entry("end_time", "Ended"),
          Map.entry("duration", "Duration"),
          Map.entry("progress", "Progress"),
          Map.entry("parent", "Part of"),
          Map.entry("group", "Group"),
          Map.entry("notes", "Notes"),
          Map.entry("learnt", "Learnt"),
          Map.entry("failure", "Why it failed"),
          Map.entry("last_lines", "Last lines"),
          Map.entry("forked_from", "Forked from"),
          Map.entry("imported_from", "Imported from"),
          Map.entry("repository", "Repository"),
          Map.entry("commit", "Commit"),
          Map.entry("branch", "Branch"),
          Map.entry("dirty", "Code changed"),
          Map.entry("entry_point", "Entry point"),
          Map.entry("command", "Command"),
          Map.entry("host", "Host"),
          Map.entry("experiment", "Experiment"),
          Map.entry("id", "Id"));

  ColumnSpec {
    width = width == 0 ? 0 : Math.clamp(width, NARROWEST, WIDEST);
  }

  static ColumnSpec of(String operand) {
    return new ColumnSpec(Operand.parse(new Source("column", operand)), false, 0);
  }

  /** Reads what {@link #text} has written; empty when it is no column. */
  static Optional<ColumnSpec> parse(String text) {
    Matcher parts = WRITTEN.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    try {
      Operand operand = Operand.parse(new Source("column", parts.group(1)));
      int width = parts.group(3) == null ? 0 : Integer.parseInt(parts.group(3).strip());
      boolean known =
          operand.kind() != Kind.DATASET
              && (operand.kind() != Kind.ATTRIBUTE || LABELS.containsKey(operand.key()));
      return known
          ? Optional.of(new ColumnSpec(operand, parts.group(2) != null, width))
          : Optional.empty();
    } catch (Problem.Invalid e) {
      return Optional.empty();
    }
  }

  String text() {
    return words() + (pinned ? " pin" : "") + (width == 0 ? "" : " " + width);
  }

  /** What it shows; tells columns apart. */
  String words() {
    return operand.inWords();
  }

  boolean isAttribute(String name) {
    return operand.kind() == Kind.ATTRIBUTE && operand.key().equals(name);
  }

  /** For its header. */
  String label() {
    return label(operand);
  }

  /**
   * What people call what an operand means: of a param's address the last name, for it tells most.
   */
  static String label(Operand operand) {
    return switch (operand.kind()) {
      case ATTRIBUTE -> LABELS.getOrDefault(operand.key(), operand.key());
      case PARAM -> operand.key().substring(operand.key().lastIndexOf('.') + 1);
      case METRIC ->
          operand.function() == Function.LAST
              ? operand.key()
              : operand.key() + " (" + operand.function().name().toLowerCase(Locale.ROOT) + ")";
      case TAG, DATASET -> operand.key();
    };
  }

  ColumnSpec withWidth(int pixels) {
    return new ColumnSpec(operand, pinned, pixels);
  }

  ColumnSpec withPinned(boolean stays) {
    return new ColumnSpec(operand, stays, width);
  }
}
