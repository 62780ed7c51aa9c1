package dev.assay.search;

/** The samplers by their kind. */
public final class Samplers {
  private Samplers() {}

  public static Sampler of(SamplerKind kind) {
    return switch (kind) {
      case GRID -> new Grid();
      case RANDOM -> new RandomSearch();
      case SOBOL -> new Sobol();
      case TPE -> new Tpe();
      case GP -> new Gp();
      case CMA_ES -> new CmaEs();
    };
  }
}
