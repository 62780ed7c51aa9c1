package dev.assay.evaluations;

import dev.assay.problem.Problem;
import dev.assay.problem.Problem.Violation;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a request says of a file, in query parameters or in JSON. All that is wrong is told at once.
 */
final class SpecReader {
  static final String ARTIFACT = "artifact";

  private final Map<String, List<String>> given;
  private final Set<String> known = new LinkedHashSet<>();
  private final List<Violation> wrong = new ArrayList<>();

  private SpecReader(Map<String, List<String>> given) {
    this.given = given;
  }

  /**
   * @param parameters lists of names are repeated, or have commas between them
   * @throws Problem.Invalid with all that is wrong
   */
  static EvaluationSpec read(Map<String, List<String>> parameters) {
    Map<String, List<String>> split = new LinkedHashMap<>(parameters);
    for (String list : List.of("probability", "classes", "group")) {
      split.computeIfPresent(
          list,
          (_, values) -> values.stream().flatMap(v -> Arrays.stream(v.split(",", -1))).toList());
    }
    return new SpecReader(split).spec();
  }

  /**
   * @param artifact the path of the file
   */
  record OfArtifact(String artifact, EvaluationSpec spec) {}

  /** The same of JSON; lists of names are arrays. */
  static OfArtifact read(ObjectNode json) {
    Map<String, List<String>> fields = new LinkedHashMap<>();
    json.properties().forEach(field -> fields.put(field.getKey(), texts(field.getValue())));
    SpecReader reader = new SpecReader(fields);
    @Nullable String artifact = reader.text(ARTIFACT);
    if (artifact == null) {
      reader.add(ARTIFACT, "missing", "the path of a file of the run");
    }
    EvaluationSpec spec = reader.spec();
    return new OfArtifact("" + artifact, spec);
  }

  private static List<String> texts(JsonNode value) {
    if (value.isNull()) {
      return List.of();
    }
    return value.isArray()
        ? value.valueStream().map(SpecReader::text).toList()
        : List.of(text(value));
  }

  private static String text(JsonNode value) {
    return value.isContainer() ? value.toString() : value.asString();
  }

  private EvaluationSpec spec() {
    @Nullable String name = text("name");
    @Nullable String split = text("split");
    SplitBy splitBy = parsed("splitBy", SpecReader::splitBy, "time, random or given");
    @Nullable Long step = parsed("step", Long::valueOf, "a step of the run, from 0");
    Columns columns =
        new Columns(
            text("label"),
            texts("probability"),
            text("timestamp"),
            text("weight"),
            text("id"),
            texts("group"));
    List<String> classes = texts("classes");
    @Nullable Boolean renormalise = parsed("renormalise", SpecReader::yesOrNo, "true or false");
    @Nullable ZoneId zone = parsed("zone", ZoneId::of, "a zone like Europe/Amsterdam or UTC");
    refuseUnknown();
    @Nullable EvaluationSpec spec =
        made(
            () ->
                new EvaluationSpec(
                    name == null ? "" : name,
                    split == null ? (name == null ? "" : name) : split,
                    splitBy == null ? SplitBy.GIVEN : splitBy,
                    step,
                    columns,
                    classes,
                    renormalise != null && renormalise,
                    zone));
    if (spec == null || !wrong.isEmpty()) {
      throw new Problem.Invalid(
          "%s is %s: %s"
              .formatted(
                  wrong.getFirst().field(), wrong.getFirst().value(), wrong.getFirst().rule()),
          wrong);
    }
    return spec;
  }

  private interface Making {
    EvaluationSpec of();
  }

  private @Nullable EvaluationSpec made(Making making) {
    try {
      return making.of();
    } catch (Problem.Invalid refused) {
      wrong.addAll(refused.violations());
      return null;
    }
  }

  private static SplitBy splitBy(String text) {
    return SplitBy.valueOf(text.toUpperCase(Locale.ROOT));
  }

  private static Boolean yesOrNo(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException(text);
    };
  }

  private List<String> texts(String name) {
    known.add(name);
    return given.getOrDefault(name, List.of());
  }

  private @Nullable String text(String name) {
    List<String> values = texts(name);
    if (values.size() > 1) {
      add(name, String.join(", ", values), "it is given once");
    }
    return values.isEmpty() || values.getFirst().isEmpty() ? null : values.getFirst();
  }

  private <T> @Nullable T parsed(String name, Function<String, T> parse, String rule) {
    @Nullable String text = text(name);
    try {
      return text == null ? null : parse.apply(text);
    } catch (IllegalArgumentException | DateTimeException e) {
      add(name, text, rule);
      return null;
    }
  }

  private void refuseUnknown() {
    known.add(ARTIFACT);
    Stream<String> others = given.keySet().stream().filter(name -> !known.contains(name));
    others.forEach(
        name ->
            add(
                name,
                "given",
                "it is not known; what can be given is " + String.join(", ", known)));
  }

  private void add(String field, @Nullable String value, String rule) {
    wrong.add(new Violation(field, String.valueOf(value), rule));
  }
}
