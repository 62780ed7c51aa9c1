package dev.assay.ui.parts;

import com.vaadin.flow.component.html.Anchor;
import dev.assay.studies.StudyId;
import dev.assay.sweeps.SweepId;
import org.jspecify.annotations.Nullable;

/** Leads to the page of a study. */
public final class StudyLink extends Anchor {
  public static final String LIST = "scaling";
  public static final String NEW = "scaling/new";

  public StudyLink(StudyId study, String text) {
    super(path(study, null), text);
  }

  /**
   * The address of a study's page.
   *
   * @param version null for the study as it is now
   */
  public static String path(StudyId study, @Nullable Integer version) {
    return LIST + "/" + study + (version == null ? "" : "/" + version);
  }

  /** The form of a new study of a sweep's runs. */
  public static String of(SweepId sweep) {
    return NEW + "?sweep=" + sweep;
  }
}
