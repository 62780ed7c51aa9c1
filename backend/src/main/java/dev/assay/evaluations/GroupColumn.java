package dev.assay.evaluations;

import dev.assay.tables.Decimals;
import dev.assay.tables.Findings;
import dev.assay.tables.RowReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A column by which rows are told apart, while it is read. It is numbers when all of it is, and
 * they are more different ones than people would call groups; else it is words.
 */
final class GroupColumn {
  /** Different words. */
  static final int MOST_WORDS = 1_000;

  /** Characters of a word; it is a text that is longer. */
  static final int LONGEST_WORD = 200;

  /** Fewer different numbers are words: years, classes of age. */
  static final int FEWEST_NUMBERS = 31;

  /** What a column is read as. */
  enum Kind {
    /** Nobody knows yet; words are kept until then. */
    OPEN,
    WORDS,
    NUMBERS,
    LEFT_OUT
  }

  private final String name;
  private final boolean isAsked;
  private Kind kind;
  private final Map<String, Integer> words = new LinkedHashMap<>();
  private final Growing codes = Growing.ints();
  private final Growing numbers = Growing.doubles();

  private GroupColumn(String name, boolean isAsked, Kind kind) {
    this.name = name;
    this.isAsked = isAsked;
    this.kind = kind;
  }

  /** A column that somebody asked for: what is wrong with it is told. */
  static GroupColumn asked(String name) {
    return new GroupColumn(name, true, Kind.OPEN);
  }

  /**
   * A column that is there: where it is no group it is left out.
   *
   * @param rows that were before it
   */
  static GroupColumn found(String name, int rows) {
    GroupColumn column = new GroupColumn(name, false, Kind.OPEN);
    for (int i = 0; i < rows; i++) {
      column.codes.addInt(-1);
    }
    return column;
  }

  /** A column of which it is known what it is. */
  static GroupColumn known(String name, Kind kind) {
    return new GroupColumn(name, true, kind);
  }

  void add(RowReader rows, int column, Findings findings) {
    switch (kind) {
      case OPEN, WORDS -> addWord(rows, column, findings);
      case NUMBERS -> addNumber(rows, column, findings);
      case LEFT_OUT -> {}
    }
  }

  private void addWord(RowReader rows, int column, Findings findings) {
    @Nullable String text = rows.text(column);
    if (text == null || text.equalsIgnoreCase("nan")) {
      codes.addInt(-1);
      return;
    }
    @Nullable Integer code = words.get(text);
    if (code != null) {
      codes.addInt(code);
    } else if (kind == Kind.OPEN && text.length() > LONGEST_WORD) {
      leaveOut(
          rows,
          column,
          findings,
          "a group has words of at most %d characters".formatted(LONGEST_WORD));
    } else if (words.size() < MOST_WORDS || kind == Kind.WORDS) {
      codes.addInt(words.size());
      words.put(text, words.size());
    } else if (areNumbers()) {
      becomeNumbers();
      addNumber(rows, column, findings);
    } else {
      leaveOut(
          rows, column, findings, "a group has at most %,d different words".formatted(MOST_WORDS));
    }
  }

  private void addNumber(RowReader rows, int column, Findings findings) {
    double number = rows.number(column);
    if (Double.isFinite(number) || isNone(rows, column)) {
      numbers.addDouble(number);
    } else {
      leaveOut(rows, column, findings, "a number is expected, as in the rows before");
    }
  }

  private static boolean isNone(RowReader rows, int column) {
    @Nullable String text = rows.text(column);
    return text == null || text.equalsIgnoreCase("nan");
  }

  private void leaveOut(RowReader rows, int column, Findings findings, String rule) {
    if (isAsked) {
      findings.add(name, rows.line(), rows.shown(column), rule);
    }
    kind = Kind.LEFT_OUT;
    codes.takeInts();
    numbers.takeDoubles();
    words.clear();
  }

  private boolean areNumbers() {
    return !words.isEmpty()
        && words.keySet().stream().allMatch(w -> Double.isFinite(Decimals.parse(w)));
  }

  private void becomeNumbers() {
    double[] values = words.keySet().stream().mapToDouble(Decimals::parse).toArray();
    for (int code : codes.takeInts()) {
      numbers.addDouble(code < 0 ? Double.NaN : values[code]);
    }
    words.clear();
    kind = Kind.NUMBERS;
  }

  /** Takes the column out; nothing where it is no group. */
  Optional<Group> take(int rows) {
    if (kind == Kind.OPEN && words.size() >= FEWEST_NUMBERS && areNumbers()) {
      becomeNumbers();
    }
    return switch (kind) {
      case LEFT_OUT -> Optional.empty();
      case NUMBERS -> Optional.of(new Group.Numbers(name, numbers.takeDoubles()));
      case WORDS -> Optional.of(words());
      case OPEN -> isAsked || isGroup(rows) ? Optional.of(words()) : Optional.empty();
    };
  }

  /** Whether rows have words in common; a text that each has for itself is none. */
  private boolean isGroup(int rows) {
    return !words.isEmpty() && (words.size() < FEWEST_NUMBERS || 2L * words.size() <= rows);
  }

  private Group words() {
    List<String> values = new ArrayList<>(words.keySet());
    return new Group.Words(name, codes.takeInts(), values);
  }
}
