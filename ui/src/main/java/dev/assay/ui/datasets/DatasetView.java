package dev.assay.ui.datasets;

import com.vaadin.flow.component.dependency.StyleSheet;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterObserver;
import com.vaadin.flow.router.HasDynamicTitle;
import com.vaadin.flow.router.Route;
import dev.assay.datasets.DatasetId;
import dev.assay.datasets.DatasetVersion;
import dev.assay.datasets.RegisteredDataset;
import dev.assay.problem.Problem;
import dev.assay.ui.shell.Shell;
import jakarta.annotation.security.PermitAll;
import org.jspecify.annotations.Nullable;

/**
 * One data set: {@code /datasets/ID}, or a version of it: {@code /datasets/ID/2}, or a certain tab
 * of that: {@code /datasets/ID/2/drift}.
 */
@Route(
    value = "datasets/:id/:version?([0-9]{1,9})/:tab?(columns|drift|versions)",
    layout = Shell.class)
@PermitAll
@StyleSheet("context://datasets.css")
class DatasetView extends Div implements BeforeEnterObserver, HasDynamicTitle {
  private final DatasetPage.Parts parts;
  private @Nullable DatasetPage page;

  DatasetView(DatasetPage.Parts parts) {
    this.parts = parts;
    addClassName("page");
  }

  @Override
  public void beforeEnter(BeforeEnterEvent event) {
    DatasetId id = DatasetLink.id(event.getRouteParameters().get("id").orElse(""));
    DatasetVersion version =
        event
            .getRouteParameters()
            .get("version")
            .map(number -> parts.datasets().version(id, Integer.parseInt(number)))
            .orElseGet(() -> newest(id));
    if (page == null || !page.version().id().equals(version.id())) {
      removeAll();
      page = new DatasetPage(version, parts);
      add(page);
    }
    page.open(
        DatasetTab.named(event.getRouteParameters().get("tab")),
        event.getLocation().getQueryParameters());
  }

  private DatasetVersion newest(DatasetId id) {
    RegisteredDataset dataset = parts.datasets().get(id);
    @Nullable DatasetVersion newest = dataset.newest();
    if (newest == null) {
      throw new Problem.NotFound("version", "of data set " + dataset.name());
    }
    return newest;
  }

  @Override
  public String getPageTitle() {
    return page == null ? "Assay" : page.version().name() + " · Assay";
  }
}
