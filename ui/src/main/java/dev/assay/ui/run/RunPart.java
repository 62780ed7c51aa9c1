package dev.assay.ui.run;

/** A part of the page that changes as the run goes on. */
interface RunPart {
  void show(RunState now);
}
