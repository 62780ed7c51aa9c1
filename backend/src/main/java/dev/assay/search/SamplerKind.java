package dev.assay.search;

/** The samplers there are. */
public enum SamplerKind {
  GRID,
  RANDOM,
  SOBOL,
  TPE,
  GP,
  CMA_ES
}
