package dev.assay.ui.sweeps;

/** A part of a sweep's page, which follows what becomes of the sweep. */
interface SweepPart {
  void show(SweepState state);
}
