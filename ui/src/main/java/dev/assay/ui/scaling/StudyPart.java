package dev.assay.ui.scaling;

/** A part of a study's page, which follows what becomes of the study. */
interface StudyPart {
  void show(StudyState state);
}
