package dev.assay.sweeps;

import dev.assay.problem.Problem;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.schema.CoreSchema;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * YAML 1.2, of which JSON is a part, as strangers write it: of bounded size and depth, and without
 * aliases, of which a few lines could stand for any number.
 */
final class Yaml {
  private static final int LONGEST = 256 * 1024;
  private static final int DEEPEST = 30;
  private static final String FIELD = "yaml";

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final LoadSettings READING =
      LoadSettings.builder()
          .setSchema(new CoreSchema())
          .setAllowDuplicateKeys(false)
          .setAllowRecursiveKeys(false)
          .setMaxAliasesForCollections(0)
          .setCodePointLimit(LONGEST)
          .build();
  private static final DumpSettings WRITING =
      DumpSettings.builder()
          .setSchema(new CoreSchema())
          .setDefaultFlowStyle(FlowStyle.AUTO)
          .setWidth(100)
          .build();

  private Yaml() {}

  /**
   * @throws Problem.Invalid with line and column, when it is no mapping of names to values
   */
  static ObjectNode read(String text) {
    if (text.length() > LONGEST) {
      throw new Problem.Invalid(
          FIELD, text.length() + " characters", "a specification has at most " + LONGEST);
    }
    try {
      check(text);
      if (JSON.valueToTree(new Load(READING).loadFromString(text)) instanceof ObjectNode tree) {
        return tree;
      }
    } catch (MarkedYamlEngineException e) {
      throw new Problem.Invalid(
          FIELD, place(e.getProblemMark()), "it is no YAML: " + e.getProblem());
    } catch (YamlEngineException | JacksonException e) {
      throw new Problem.Invalid(FIELD, firstLine(text), "it is no YAML: " + e.getMessage());
    }
    throw new Problem.Invalid(
        FIELD, firstLine(text), "a specification is a mapping of names to values");
  }

  /** Looks at the text piece by piece, before anything is built of it. */
  private static void check(String text) {
    int depth = 0;
    int documents = 0;
    for (Event event : new Parse(READING).parseString(text)) {
      switch (event.getEventId()) {
        case MappingStart, SequenceStart -> depth++;
        case MappingEnd, SequenceEnd -> depth--;
        case DocumentStart -> documents++;
        case Alias ->
            throw new Problem.Invalid(
                FIELD, place(event.getStartMark()), "there are no aliases (*name) in it");
        case Comment, DocumentEnd, Scalar, StreamEnd, StreamStart -> {}
      }
      if (depth > DEEPEST) {
        throw new Problem.Invalid(
            FIELD, place(event.getStartMark()), "it nests at most " + DEEPEST + " deep");
      }
      if (documents > 1) {
        throw new Problem.Invalid(FIELD, place(event.getStartMark()), "it is one document");
      }
    }
  }

  private static String place(Optional<Mark> mark) {
    return mark.map(m -> "line %d, column %d".formatted(m.getLine() + 1, m.getColumn() + 1))
        .orElse("wrong");
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("");
  }

  static String write(JsonNode tree) {
    @Nullable Object plain = JSON.treeToValue(tree, Object.class);
    return new Dump(WRITING).dumpToString(plain);
  }
}
