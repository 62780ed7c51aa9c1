package dev.assay.search;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.SequencedMap;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/**
 * The points of a finite space, each once, whether or not they fulfil the constraints. The last
 * parameter varies fastest; one that is absent does not vary.
 */
final class GridPoints implements Iterator<Configuration> {
  /** A space with more of them is not gone through. */
  static final int MOST = 100_000;

  private final Space space;
  private final long[] digits;
  private final boolean[] present;
  private boolean ended;

  private GridPoints(Space space) {
    this.space = space;
    this.digits = new long[space.parameters().size()];
    this.present = new boolean[digits.length];
  }

  static Stream<Configuration> of(Space space) {
    return StreamSupport.stream(
        Spliterators.spliteratorUnknownSize(new GridPoints(space), Spliterator.ORDERED), false);
  }

  /** Whether they are at most {@link #MOST} even if none were ever absent. */
  static boolean areFew(Space space) {
    double product = 1;
    for (Parameter parameter : space.parameters()) {
      product *= parameter.domain().size().orElse(Long.MAX_VALUE);
    }
    return product <= MOST;
  }

  @Override
  public boolean hasNext() {
    return !ended;
  }

  @Override
  public Configuration next() {
    if (ended) {
      throw new NoSuchElementException();
    }
    Configuration here = configuration();
    advance();
    return here;
  }

  private Configuration configuration() {
    SequencedMap<String, JsonNode> values = new LinkedHashMap<>();
    List<Parameter> parameters = space.parameters();
    for (int i = 0; i < digits.length; i++) {
      Parameter parameter = parameters.get(i);
      present[i] = parameter.isThere(values);
      if (present[i]) {
        values.put(parameter.name(), parameter.domain().nth(digits[i]));
      }
    }
    return new Configuration(values);
  }

  private void advance() {
    for (int i = digits.length - 1; i >= 0; i--) {
      long size = space.parameters().get(i).domain().size().orElseThrow();
      if (present[i] && digits[i] + 1 < size) {
        digits[i]++;
        return;
      }
      digits[i] = 0;
    }
    ended = true;
  }
}
