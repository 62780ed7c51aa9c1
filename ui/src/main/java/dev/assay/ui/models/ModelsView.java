package dev.assay.ui.models;

import com.vaadin.flow.component.dependency.Uses;
import com.vaadin.flow.component.grid.ColumnTextAlign;
import com.vaadin.flow.component.grid.Grid;
import com.vaadin.flow.component.grid.GridVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.data.renderer.LitRenderer;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterObserver;
import com.vaadin.flow.router.PageTitle;
import com.vaadin.flow.router.QueryParameters;
import com.vaadin.flow.router.Route;
import dev.assay.models.ModelVersions;
import dev.assay.models.RegisteredModel;
import dev.assay.models.RegisteredModels;
import dev.assay.paging.Page;
import dev.assay.paging.PageRequest;
import dev.assay.ui.parts.CursorPages;
import dev.assay.ui.parts.FilterField;
import dev.assay.ui.parts.ModelLink;
import dev.assay.ui.parts.Nothing;
import dev.assay.ui.parts.PageHeader;
import dev.assay.ui.parts.TimeText;
import dev.assay.ui.parts.UrlState;
import dev.assay.ui.shell.Shell;
import jakarta.annotation.security.PermitAll;
import java.util.Map;

/** The registered models, by name. */
@Route(value = "models", layout = Shell.class)
@PageTitle("Models · Assay")
@PermitAll
@Uses(TimeText.class) // its element stands in a template
class ModelsView extends Div implements BeforeEnterObserver {
  private final RegisteredModels models;
  private final ModelVersions versions;
  private final TextField search = new FilterField("Search models");
  private final Grid<ModelRow> grid = new Grid<>();
  private final CursorPages<ModelRow> pages =
      new CursorPages<>(row -> row.model().name(), this::rows);
  private final Nothing none = new Nothing("");

  ModelsView(RegisteredModels models, ModelVersions versions) {
    this.models = models;
    this.versions = versions;
    addClassNames("page", "page-filled");
    search.addValueChangeListener(
        change -> {
          if (change.isFromClient()) {
            UrlState.replace(this, Map.of("q", search.getValue()));
            reload();
          }
        });
    Div tools = new Div(search);
    tools.addClassName("tools");
    columns();
    add(new PageHeader("Models"), tools, grid, none);
  }

  private Page<ModelRow> rows(PageRequest request) {
    Page<RegisteredModel> page = models.list(search.getValue(), request);
    Map<String, Integer> newest =
        versions.newest(page.items().stream().map(RegisteredModel::name).toList());
    return page.map(m -> new ModelRow(m, newest.get(m.name())));
  }

  private void columns() {
    grid.addThemeVariants(GridVariant.LUMO_NO_BORDER, GridVariant.LUMO_COMPACT);
    grid.setSelectionMode(Grid.SelectionMode.NONE);
    grid.addColumn(
            LitRenderer.<ModelRow>of(
                    "<a class='experiment-name' href=${item.path}"
                        + " title=${item.name}>${item.name}</a>")
                .withProperty("path", row -> ModelLink.path(row.model().name()))
                .withProperty("name", row -> row.model().name()))
        .setHeader("Name")
        .setFlexGrow(1);
    grid.addColumn(row -> row.newest() == null ? "–" : row.newest().toString())
        .setHeader("Latest version")
        .setTextAlign(ColumnTextAlign.END)
        .setWidth("140px")
        .setFlexGrow(0);
    grid.addColumn(ModelRow::aliases).setHeader("Aliases").setFlexGrow(1);
    grid.addColumn(
            LitRenderer.<ModelRow>of("<assay-time class='soft' at=${item.at}></assay-time>")
                .withProperty("at", row -> row.model().updatedAt().toString()))
        .setHeader("Updated")
        .setTextAlign(ColumnTextAlign.END)
        .setWidth("150px")
        .setFlexGrow(0);
    grid.addItemClickListener(
        click ->
            getUI()
                .ifPresent(
                    ui ->
                        ui.navigate(
                            ModelView.class,
                            QueryParameters.of("name", click.getItem().model().name()))));
    grid.addClassName("opens-rows");
  }

  @Override
  public void beforeEnter(BeforeEnterEvent event) {
    search.setValue(event.getLocation().getQueryParameters().getSingleParameter("q").orElse(""));
    reload();
  }

  private void reload() {
    pages.show(grid);
    boolean empty = pages.isEmpty();
    grid.setVisible(!empty);
    none.setVisible(empty);
    none.say(
        search.isEmpty()
            ? "There are no models yet. Register one with mlflow.register_model(…), or POST"
                + " /api/v1/models."
            : "No model has “" + search.getValue() + "” in its name.");
  }
}
