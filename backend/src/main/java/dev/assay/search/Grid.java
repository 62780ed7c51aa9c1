package dev.assay.search;

import java.util.Optional;

/**
 * All points of a finite space, one after the other. The n-th suggestion is the n-th point, or the
 * first after it that was not tried, so that no point is left out and none comes twice.
 */
final class Grid implements Sampler {
  @Override
  public Suggestion suggest(Space space, Tried tried, long seed) {
    Optional<String> refusal = refusal(space);
    if (refusal.isPresent()) {
      return new Suggestion.Exhausted(refusal.get());
    }
    return new Draw(space, tried)
        .first(
            GridPoints.of(space).filter(space::fulfils).skip(tried.number()),
            "grid: point %d".formatted(tried.number() + 1))
        .orElseGet(() -> exhausted(space));
  }

  private static Suggestion exhausted(Space space) {
    return new Suggestion.Exhausted(
        "all %d points of the grid were tried"
            .formatted(GridPoints.of(space).filter(space::fulfils).count()));
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
