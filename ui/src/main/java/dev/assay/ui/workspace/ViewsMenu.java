package dev.assay.ui.workspace;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.checkbox.Checkbox;
import com.vaadin.flow.component.contextmenu.MenuItem;
import com.vaadin.flow.component.contextmenu.SubMenu;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.menubar.MenuBar;
import com.vaadin.flow.component.menubar.MenuBarVariant;
import com.vaadin.flow.component.textfield.TextField;
import dev.assay.problem.Problem;
import dev.assay.runs.ExperimentId;
import dev.assay.team.Account;
import dev.assay.ui.parts.Done;
import dev.assay.views.SavedView;
import dev.assay.views.SavedViewId;
import dev.assay.views.SavedViews;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The saved views of an experiment: to open, save, share and delete. */
class ViewsMenu extends MenuBar {
  private final ExperimentId experiment;
  private final SavedViews views;
  private final Account account;
  private final boolean mayEdit;
  private final Supplier<Look> look;
  private final Consumer<Optional<SavedView>> open;
  private final MenuItem top;
  private @Nullable SavedView opened;
  private @Nullable MenuItem update;

  /**
   * @param look what is looked at now
   * @param open shows a view, or the look of an experiment nobody has changed
   */
  ViewsMenu(
      ExperimentId experiment,
      SavedViews views,
      Account account,
      boolean mayEdit,
      Supplier<Look> look,
      Consumer<Optional<SavedView>> open) {
    this.experiment = experiment;
    this.views = views;
    this.account = account;
    this.mayEdit = mayEdit;
    this.look = look;
    this.open = open;
    addThemeVariants(MenuBarVariant.LUMO_DROPDOWN_INDICATORS);
    top = addItem("Views");
    refresh();
  }

  /** After the list of views has changed, or another one is looked at. */
  final void refresh() {
    List<SavedView> all = views.of(experiment, account.id());
    @Nullable SavedView now =
        look.get()
            .view()
            .flatMap(id -> all.stream().filter(v -> v.id().equals(id)).findFirst())
            .orElse(null);
    opened = now;
    SubMenu menu = top.getSubMenu();
    menu.removeAll();
    menu.addItem("Default view", click -> open.accept(Optional.empty()));
    for (SavedView view : all) {
      boolean own = view.owner().equals(account.id());
      SavedViewId id = view.id(); // a menu keeps no more of them
      MenuItem item =
          menu.addItem(
              view.name()
                  + (own ? view.shared() ? " (shared)" : "" : " (by " + view.ownerName() + ")"),
              click -> open.accept(Optional.of(views.get(id, account.id()))));
      item.setCheckable(true);
      item.setChecked(now != null && now.id().equals(id));
    }
    menu.addSeparator();
    MenuItem save = menu.addItem("Save as a new view…", click -> askForName(null));
    save.setEnabled(mayEdit);
    if (now != null && mayEdit && SavedViews.mayChange(now, account)) {
      update = menu.addItem("Save changes to “" + now.name() + "”", click -> update(now));
      menu.addItem("Rename or share…", click -> askForName(now));
      menu.addItem("Delete “" + now.name() + "”", click -> delete(now));
    }
    mark();
  }

  /** After the look has changed: whether it is still that of the view. */
  final void mark() {
    @Nullable SavedView now = opened;
    top.setText(now == null ? "Views" : now.name() + (isChanged(now) ? " *" : ""));
    if (now != null && update != null) {
      update.setEnabled(isChanged(now));
    }
  }

  private boolean isChanged(SavedView view) {
    return !look.get().query().equals(view.query());
  }

  private void update(SavedView view) {
    String before = view.query();
    change(view, view.name(), view.shared(), look.get().query());
    Done.say("Saved “" + view.name() + "”", () -> change(view, view.name(), view.shared(), before));
  }

  private void change(SavedView view, String name, boolean shared, String query) {
    views.change(view.id(), name, shared, query, account);
    refresh();
  }

  private void delete(SavedView view) {
    views.delete(view.id(), account);
    open.accept(Optional.empty());
    Done.say(
        "Deleted the view “" + view.name() + "”",
        () ->
            open.accept(
                Optional.of(
                    views.save(
                        experiment, view.name(), view.shared(), view.query(), view.owner()))));
  }

  /**
   * @param view the one that is to be called or shared otherwise; null for a new one
   */
  private void askForName(@Nullable SavedView view) {
    Dialog dialog = new Dialog();
    dialog.setHeaderTitle(view == null ? "Save this view" : "Rename or share");
    TextField name = new TextField("Name");
    name.setMaxLength(100);
    name.setWidthFull();
    Checkbox shared = new Checkbox("Everybody finds it");
    if (view != null) {
      name.setValue(view.name());
      shared.setValue(view.shared());
    }
    Button save =
        new Button(
            "Save",
            click -> {
              try {
                if (view == null) {
                  open.accept(
                      Optional.of(
                          views.save(
                              experiment,
                              name.getValue(),
                              shared.getValue(),
                              look.get().query(),
                              account.id())));
                } else {
                  change(view, name.getValue(), shared.getValue(), view.query());
                }
                dialog.close();
              } catch (Problem.Invalid | Problem.Conflict e) {
                name.setInvalid(true);
                name.setErrorMessage(e.getMessage());
              }
            });
    save.addThemeVariants(ButtonVariant.LUMO_PRIMARY);
    dialog.add(name, shared);
    dialog.getFooter().add(new Button("Cancel", click -> dialog.close()), save);
    dialog.open();
    name.focus();
  }
}
