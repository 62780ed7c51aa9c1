package dev.assay.ui.scaling;

import com.vaadin.flow.component.html.Anchor;
import dev.assay.studies.StudyId;
import org.jspecify.annotations.Nullable;

/** Leads to the page of a study. */
final class StudyLink extends Anchor {
  static final String LIST = "scaling";
  static final String NEW = "scaling/new";

  StudyLink(StudyId study, String text) {
    super(path(study, null), text);
  }

  /**
   * The address of a study's page.
   *
   * @param version null for the study as it is now
   */
  static String path(StudyId study, @Nullable Integer version) {
    return LIST + "/" + study + (version == null ? "" : "/" + version);
  }
}
