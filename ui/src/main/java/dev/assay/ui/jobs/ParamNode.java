package dev.assay.ui.jobs;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A param of a recipe as its schema tells it, or several that stand together. */
public sealed interface ParamNode {
  /** The last part of its path. */
  String name();

  /** With those it is in: {@code model.layers}. */
  String path();

  String description();

  /** Whether null may stand there. */
  boolean nullable();

  /**
   * Params under one name.
   *
   * @param there whether it is there when nothing is given; only one that is nullable may not be
   * @param hasDefault whether the schema says what is there when nothing is given
   * @param begun whether it is there at first
   */
  record Group(
      String name,
      String path,
      String description,
      boolean nullable,
      boolean there,
      boolean hasDefault,
      boolean begun,
      List<ParamNode> parts)
      implements ParamNode {}

  /**
   * One param.
   *
   * @param standard what it is when it is not given; null when the schema does not say
   * @param begun what it is at first instead; null for that
   * @param required whether it must be given
   */
  record Value(
      String name,
      String path,
      String description,
      boolean nullable,
      Kind kind,
      @Nullable JsonNode standard,
      @Nullable JsonNode begun,
      boolean required)
      implements ParamNode {}

  /** What a value can be, so that it can be asked for. */
  sealed interface Kind {}

  /**
   * A number.
   *
   * @param min negative infinity for none
   * @param max infinity for none
   */
  record Numeric(boolean whole, double min, double max) implements Kind {}

  /** True or false. */
  record Flag() implements Kind {}

  /** One of these, none of which is null. */
  record Choice(List<JsonNode> choices) implements Kind {}

  /** Several of these texts. */
  record Choices(Set<String> choices) implements Kind {}

  /** Text in one line. */
  record Text() implements Kind {}

  /** A list of texts. */
  record Texts() implements Kind {}

  /** Anything else. */
  record Json() implements Kind {}
}
