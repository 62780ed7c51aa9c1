package dev.assay.evaluations;

import dev.assay.problem.Problem;
import dev.assay.tables.RowReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which columns of an open file are what: as the specification says, and where it says nothing by
 * their names.
 *
 * @param probabilities one of the positive class, or one of each class
 * @param classes the positive one last of two
 * @param timestamp null where there is none, as the weight and the id
 * @param groups the columns that were asked for; null for all that are nothing else
 * @param stem how the names of the columns of the classes begin where they were guessed
 */
record Roles(
    int label,
    List<Integer> probabilities,
    List<String> classes,
    @Nullable Integer timestamp,
    @Nullable Integer weight,
    @Nullable Integer id,
    @Nullable List<Integer> groups,
    @Nullable String stem) {
  private static final List<String> LABEL = List.of("label", "y", "target", "y_true");
  private static final List<String> PROBABILITY =
      List.of("p", "prob", "probability", "score", "y_prob");

  /**
   * Of one column for each class, as in {@code probabilities.cat}, {@code p[0]}, {@code prob_1}.
   */
  private static final List<String> PROBABILITIES =
      List.of("probabilities", "probability", "probs", "prob", "p", "y_prob", "scores");

  private static final List<String> TIMESTAMP = List.of("timestamp", "time", "date", "ts");
  private static final List<String> WEIGHT = List.of("weight", "sample_weight");
  private static final List<String> ID = List.of("id");

  /** What a model says in one word; it is no group of rows. */
  private static final Set<String> ANSWERS =
      Set.of("prediction", "predicted", "predicted_label", "y_pred");

  private static final List<String> YES_OR_NO = List.of("0", "1");

  /**
   * @param rows at its first row
   * @throws Problem.Invalid when a column is not there, or classes do not fit
   */
  static Roles of(RowReader rows, EvaluationSpec spec) {
    Columns columns = spec.columns();
    int label =
        columns.label() == null
            ? required(rows, "columns.label", LABEL)
            : rows.column(columns.label());
    List<String> probabilities =
        columns.probabilities().isEmpty() ? guessed(rows, spec) : columns.probabilities();
    return new Roles(
        label,
        probabilities.stream().map(rows::column).toList(),
        classes(probabilities, spec.classes()),
        optional(rows, columns.timestamp(), TIMESTAMP),
        optional(rows, columns.weight(), WEIGHT),
        optional(rows, columns.id(), ID),
        columns.groups().isEmpty()
            ? null
            : columns.groups().stream().distinct().map(rows::column).toList(),
        columns.probabilities().isEmpty() ? stem(probabilities) : null);
  }

  private static @Nullable String stem(List<String> columns) {
    return PROBABILITIES.stream()
        .filter(stem -> columns.size() > 1 && isOf(stem, columns.getFirst()))
        .findFirst()
        .orElse(null);
  }

  /** Whether a column that comes after the first row is of a class, as those that were guessed. */
  boolean isClass(String column) {
    return stem != null && isOf(stem, column);
  }

  /** Of a file of ours: nothing is guessed, and only groups that are named are groups. */
  static Roles ofOurs(RowReader rows, EvaluationSpec spec) {
    Columns columns = spec.columns();
    return new Roles(
        rows.column(Objects.requireNonNull(columns.label())),
        columns.probabilities().stream().map(rows::column).toList(),
        spec.classes(),
        optional(rows, columns.timestamp(), List.of()),
        optional(rows, columns.weight(), List.of()),
        optional(rows, columns.id(), List.of()),
        columns.groups().stream().map(rows::column).toList(),
        null);
  }

  /** Whether a column that nobody asked for may be a group. */
  boolean isFree(int column, String name) {
    return column != label
        && !probabilities.contains(column)
        && !Integer.valueOf(column).equals(timestamp)
        && !Integer.valueOf(column).equals(weight)
        && !Integer.valueOf(column).equals(id)
        && !name.isEmpty()
        && !ANSWERS.contains(name.toLowerCase(Locale.ROOT));
  }

  /** The first of the names that there is, as it is written. */
  private static @Nullable String guess(RowReader rows, List<String> names) {
    for (String name : names) {
      for (String column : rows.columns()) {
        if (column.equalsIgnoreCase(name)) {
          return column;
        }
      }
    }
    return null;
  }

  private static int required(RowReader rows, String field, List<String> names) {
    @Nullable String guess = guess(rows, names);
    if (guess == null) {
      throw notGuessed(rows, field, String.join(", ", names));
    }
    return rows.column(guess);
  }

  private static @Nullable Integer optional(
      RowReader rows, @Nullable String asked, List<String> names) {
    @Nullable String name = asked == null ? guess(rows, names) : asked;
    return name == null ? null : (Integer) rows.column(name);
  }

  private static Problem.Invalid notGuessed(RowReader rows, String field, String names) {
    List<String> there = rows.columns();
    return new Problem.Invalid(
        field,
        "missing",
        "say which column it is; looked for %s, the file has %s%s"
            .formatted(
                names,
                String.join(", ", there.subList(0, Math.min(20, there.size()))),
                there.size() > 20 ? ", …" : ""));
  }

  private static List<String> guessed(RowReader rows, EvaluationSpec spec) {
    for (String stem : PROBABILITIES) {
      List<String> found = rows.columns().stream().filter(c -> isOf(stem, c)).toList();
      if (found.size() >= 2) {
        return inOrder(found, spec.classes());
      }
    }
    @Nullable String one = guess(rows, PROBABILITY);
    if (one == null) {
      throw notGuessed(
          rows,
          "columns.probabilities",
          String.join(", ", PROBABILITY) + ", or probabilities.CLASS, p[0], prob_CLASS");
    }
    return List.of(one);
  }

  /** Whether it is what is said of one class. */
  private static boolean isOf(String stem, String column) {
    return column.length() > stem.length() + 1
        && column.regionMatches(true, 0, stem, 0, stem.length())
        && (stem.equals("p") ? ".[" : ".[_").indexOf(column.charAt(stem.length())) >= 0;
  }

  /** In the order of the classes where columns have their names. */
  private static List<String> inOrder(List<String> columns, List<String> classes) {
    List<String> names = classNames(columns);
    if (classes.size() != columns.size() || names.stream().noneMatch(classes::contains)) {
      return columns; // by their places, if there are as many
    }
    if (!new HashSet<>(names).equals(new HashSet<>(classes))) {
      throw new Problem.Invalid(
          "classes",
          String.join(", ", classes),
          "columns are of %s; name these classes, or say which columns are meant"
              .formatted(String.join(", ", first(names))));
    }
    return classes.stream().map(name -> columns.get(names.indexOf(name))).toList();
  }

  private static List<String> classes(List<String> columns, List<String> classes) {
    int expected = Math.max(2, columns.size());
    List<String> names = classes;
    if (classes.isEmpty()) {
      names = columns.size() == 1 ? YES_OR_NO : classNames(columns);
    }
    if (names.size() != expected) {
      throw new Problem.Invalid(
          "classes",
          names.size() + " names",
          columns.size() == 1
              ? "one column of probabilities (%s) is of two classes".formatted(columns.getFirst())
              : "there are %d columns of probabilities: %s"
                  .formatted(columns.size(), String.join(", ", first(columns))));
    }
    if (new HashSet<>(names).size() < names.size() || names.stream().anyMatch(String::isBlank)) {
      throw new Problem.Invalid("classes", names, "each has a name of its own");
    }
    return List.copyOf(names);
  }

  private static List<String> first(List<String> columns) {
    return columns.subList(0, Math.min(columns.size(), 20));
  }

  /**
   * What follows the part of the names that all have in common, up to a dot, bracket or _; keys of
   * an object are names as they are: {@code probabilities.cat_a} is of the class cat_a.
   */
  private static List<String> classNames(List<String> columns) {
    String first = columns.getFirst();
    int common = 0;
    for (int i = 0; i < first.length(); i++) {
      String start = first.substring(0, i + 1);
      if (!columns.stream().allMatch(c -> c.startsWith(start))) {
        break;
      }
      boolean isWithin = common > 0 && first.charAt(common - 1) == '.';
      if ((isWithin ? "." : ".[_").indexOf(first.charAt(i)) >= 0) {
        common = i + 1;
      }
    }
    List<String> names = new ArrayList<>();
    for (String column : columns) {
      String name = column.substring(common);
      names.add(
          common > 0 && column.charAt(common - 1) == '[' && name.endsWith("]")
              ? name.substring(0, name.length() - 1)
              : name);
    }
    return names;
  }
}
