package dev.assay.ui.models;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.dependency.Uses;
import com.vaadin.flow.component.grid.ColumnTextAlign;
import com.vaadin.flow.component.grid.Grid;
import com.vaadin.flow.component.grid.GridVariant;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.data.renderer.LitRenderer;
import com.vaadin.flow.dom.Style;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterObserver;
import com.vaadin.flow.router.HasDynamicTitle;
import com.vaadin.flow.router.Route;
import dev.assay.models.ModelVersion;
import dev.assay.models.ModelVersions;
import dev.assay.models.RegisteredModel;
import dev.assay.models.RegisteredModels;
import dev.assay.models.Stage;
import dev.assay.paging.Page;
import dev.assay.paging.PageRequest;
import dev.assay.runs.Run;
import dev.assay.runs.RunId;
import dev.assay.runs.Runs;
import dev.assay.ui.parts.CursorPages;
import dev.assay.ui.parts.Nothing;
import dev.assay.ui.parts.PageHeader;
import dev.assay.ui.parts.RunLink;
import dev.assay.ui.parts.TimeText;
import dev.assay.ui.shell.CurrentAccount;
import dev.assay.ui.shell.Shell;
import jakarta.annotation.security.PermitAll;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A registered model: what it is, and its versions. */
@Route(value = "models/registered", layout = Shell.class)
@PermitAll
@Uses(TimeText.class) // its element stands in a template
class ModelView extends Div implements BeforeEnterObserver, HasDynamicTitle {
  private final RegisteredModels models;
  private final ModelVersions versions;
  private final Runs runs;
  private final boolean mayEdit;
  private final PageHeader header = new PageHeader("");
  private final Paragraph description = new Paragraph();
  private final Grid<VersionRow> grid = new Grid<>();
  private final CursorPages<VersionRow> pages =
      new CursorPages<>(row -> row.version().number(), this::rows);
  private final Nothing none =
      new Nothing(
          "This model has no versions yet. mlflow.register_model(…) makes one, or POST"
              + " /api/v1/models/{name}/versions.");
  private String name = "";

  /**
   * @param run null when none is known, or it is gone
   */
  record VersionRow(ModelVersion version, @Nullable Run run) {}

  ModelView(RegisteredModels models, ModelVersions versions, Runs runs, CurrentAccount account) {
    this.models = models;
    this.versions = versions;
    this.runs = runs;
    this.mayEdit = account.mayEdit();
    addClassNames("page", "page-filled");
    description.addClassName("soft");
    description.getStyle().setWhiteSpace(Style.WhiteSpace.PRE_WRAP);
    Button edit = new Button("Edit description", click -> editDescription());
    edit.setEnabled(mayEdit);
    header.withTrail(new Anchor("models", "Models")).withActions(edit);
    columns();
    add(header, description, grid, none);
  }

  private Page<VersionRow> rows(PageRequest request) {
    Page<ModelVersion> page = versions.list(name, request);
    List<RunId> ids =
        page.items().stream()
            .map(v -> v.lineage().run())
            .filter(Objects::nonNull)
            .distinct()
            .toList();
    Map<RunId, Run> found =
        runs.all(ids).stream().collect(Collectors.toMap(Run::id, Function.identity()));
    return page.map(
        v -> new VersionRow(v, v.lineage().run() == null ? null : found.get(v.lineage().run())));
  }

  private void columns() {
    grid.addThemeVariants(GridVariant.LUMO_NO_BORDER, GridVariant.LUMO_COMPACT);
    grid.setSelectionMode(Grid.SelectionMode.NONE);
    grid.addColumn(row -> row.version().number())
        .setHeader("Version")
        .setTextAlign(ColumnTextAlign.END)
        .setWidth("90px")
        .setFlexGrow(0);
    grid.addColumn(row -> stage(row.version().stage()))
        .setHeader("Stage")
        .setWidth("120px")
        .setFlexGrow(0);
    grid.addColumn(row -> String.join(", ", row.version().aliases()))
        .setHeader("Aliases")
        .setFlexGrow(1);
    grid.addColumn(
            LitRenderer.<VersionRow>of(
                    "${item.path ? html`<a href=${item.path}>${item.run}</a>` : ''}")
                .withProperty("path", row -> row.run() == null ? "" : RunLink.path(row.run().id()))
                .withProperty("run", row -> row.run() == null ? "" : row.run().name()))
        .setHeader("Run")
        .setFlexGrow(1);
    grid.addColumn(row -> row.version().description()).setHeader("Description").setFlexGrow(2);
    grid.addColumn(row -> tags(row.version())).setHeader("Tags").setFlexGrow(1);
    grid.addColumn(
            LitRenderer.<VersionRow>of("<assay-time class='soft' at=${item.at}></assay-time>")
                .withProperty("at", row -> row.version().createdAt().toString()))
        .setHeader("Created")
        .setTextAlign(ColumnTextAlign.END)
        .setWidth("130px")
        .setFlexGrow(0);
    if (mayEdit) {
      grid.addComponentColumn(this::aliasButton).setWidth("130px").setFlexGrow(0);
    }
  }

  private static String stage(Stage stage) {
    return stage == Stage.NONE ? "–" : stage.toString();
  }

  private static String tags(ModelVersion version) {
    return version.tags().entrySet().stream()
        .map(e -> e.getKey() + "=" + e.getValue())
        .collect(Collectors.joining(", "));
  }

  private Button aliasButton(VersionRow row) {
    int number = row.version().number();
    Button button =
        new Button(
            "Set alias",
            click ->
                new TextDialog(
                        "Alias of version " + number,
                        "Alias",
                        "",
                        alias -> {
                          models.setAlias(name, alias, number);
                          reload();
                        })
                    .open());
    button.addThemeVariants(ButtonVariant.LUMO_TERTIARY, ButtonVariant.LUMO_SMALL);
    button.setAriaLabel("Set an alias of version " + number);
    return button;
  }

  private void editDescription() {
    new TextDialog(
            "Description of " + name,
            "Description",
            models.get(name).description(),
            text -> {
              models.describe(name, text);
              reload();
            })
        .open();
  }

  @Override
  public String getPageTitle() {
    return name + " · Assay";
  }

  @Override
  public void beforeEnter(BeforeEnterEvent event) {
    name = event.getLocation().getQueryParameters().getSingleParameter("name").orElse("");
    reload();
  }

  private void reload() {
    RegisteredModel model = models.get(name);
    header.setTitleText(model.name());
    description.setText(model.description());
    description.setVisible(!model.description().isEmpty());
    pages.show(grid);
    grid.setVisible(!pages.isEmpty());
    none.setVisible(pages.isEmpty());
  }
}
