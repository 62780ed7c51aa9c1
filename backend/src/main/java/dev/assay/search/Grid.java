package dev.assay.search;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * All points of a finite space, one after the other: the first that was not tried or cancelled, so
 * that no point is left out and none comes twice.
 */
final class Grid implements Sampler {
  @Override
  public Suggestion suggest(Space space, Tried tried, long seed) {
    Optional<String> refusal = refusal(space);
    if (refusal.isPresent()) {
      return new Suggestion.Exhausted(refusal.get());
    }
    Set<Configuration> known = new HashSet<>(tried.pending());
    known.addAll(tried.cancelled());
    tried.outcomes().forEach(outcome -> known.add(outcome.configuration()));
    int number = 0;
    for (var points = GridPoints.of(space).filter(space::fulfils).iterator(); points.hasNext(); ) {
      Configuration point = points.next();
      number++;
      if (!known.contains(point)) {
        return new Suggestion.Next(point, "grid: point %d".formatted(number));
      }
    }
    return new Suggestion.Exhausted("all %d points of the grid were tried".formatted(number));
  }

  @Override
  public Optional<String> refusal(Space space) {
    for (Parameter parameter : space.parameters()) {
      if (parameter.domain().size().isEmpty()) {
        return Optional.of(
            "a grid of %s is infinite: give it a step, or a choice of values"
                .formatted(parameter.name()));
      }
    }
    boolean bounded =
        GridPoints.areFew(space)
            || GridPoints.of(space).limit(GridPoints.MOST + 1L).count() <= GridPoints.MOST;
    return bounded
        ? Optional.empty()
        : Optional.of("the grid has more than %d points".formatted(GridPoints.MOST));
  }
}
