package dev.assay.ui.evaluations;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterObserver;
import com.vaadin.flow.router.HasDynamicTitle;
import com.vaadin.flow.router.Route;
import dev.assay.evaluations.EvaluationId;
import dev.assay.ui.shell.Shell;
import jakarta.annotation.security.PermitAll;
import org.jspecify.annotations.Nullable;

/**
 * One evaluation: {@code /evaluations/ID}, or a certain tab of it: {@code /evaluations/ID/time}.
 */
@Route(
    value = "evaluations/:id/:tab?(overview|time|slices|thresholds|recalibration|compare)",
    layout = Shell.class)
@PermitAll
class EvaluationView extends Div implements BeforeEnterObserver, HasDynamicTitle {
  private final EvaluationReader reader;
  private final EvaluationParts parts;
  private @Nullable EvaluationPage page;

  EvaluationView(EvaluationReader reader, EvaluationParts parts) {
    this.reader = reader;
    this.parts = parts;
    addClassName("page");
  }

  @Override
  public void beforeEnter(BeforeEnterEvent event) {
    EvaluationId wanted = EvaluationReader.id(event.getRouteParameters().get("id").orElse(""));
    if (page == null || !page.evaluation().equals(wanted)) {
      removeAll();
      page = new EvaluationPage(reader.read(wanted), parts);
      add(page);
    }
    page.open(
        EvaluationTab.named(event.getRouteParameters().get("tab")),
        event.getLocation().getQueryParameters());
  }

  @Override
  public String getPageTitle() {
    return page == null ? "Assay" : page.name() + " · Assay";
  }
}
