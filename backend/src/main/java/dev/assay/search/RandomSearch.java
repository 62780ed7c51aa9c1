package dev.assay.search;

/** Points that are all as likely (Bergstra & Bengio 2012). */
final class RandomSearch implements Sampler {
  @Override
  public Suggestion suggest(Space space, Tried tried, long seed) {
    return new Draw(space, tried).random(Draw.randomness(seed, tried.number()), "random");
  }
}
