package dev.assay.ui.scaling;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterObserver;
import com.vaadin.flow.router.HasDynamicTitle;
import com.vaadin.flow.router.Route;
import dev.assay.studies.StudyId;
import dev.assay.ui.shell.Shell;
import jakarta.annotation.security.PermitAll;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One study: {@code /scaling/ID}, or a certain tab of it: {@code /scaling/ID/plan}; a version that
 * stays as it is: {@code /scaling/ID/2} and {@code /scaling/ID/2/frontier}.
 */
@Route(
    value =
        "scaling/:id/:version?([0-9]{1,9})/:tab?(fit|isoflop|frontier|predictions|plan|runs|versions)",
    layout = Shell.class)
@PermitAll
class StudyView extends Div implements BeforeEnterObserver, HasDynamicTitle {
  private final StudyReader reader;
  private final StudyPage.Parts parts;
  private @Nullable StudyPage page;

  StudyView(StudyReader reader, StudyPage.Parts parts) {
    this.reader = reader;
    this.parts = parts;
    addClassName("page");
  }

  @Override
  public void beforeEnter(BeforeEnterEvent event) {
    StudyId study = StudyReader.id(event.getRouteParameters().get("id").orElse(""));
    @Nullable Integer version =
        event.getRouteParameters().get("version").map(Integer::valueOf).orElse(null);
    if (page == null || !page.study().equals(study) || !Objects.equals(page.version(), version)) {
      removeAll();
      page = new StudyPage(reader.read(study, version), parts);
      add(page);
    }
    page.open(
        StudyTab.named(event.getRouteParameters().get("tab")),
        event.getLocation().getQueryParameters());
  }

  @Override
  public String getPageTitle() {
    return page == null ? "Assay" : page.name() + " · Assay";
  }
}
