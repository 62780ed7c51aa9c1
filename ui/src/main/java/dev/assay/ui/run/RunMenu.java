package dev.assay.ui.run;

import com.vaadin.flow.component.contextmenu.MenuItem;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.icon.Icon;
import com.vaadin.flow.component.icon.VaadinIcon;
import com.vaadin.flow.component.menubar.MenuBar;
import com.vaadin.flow.component.menubar.MenuBarVariant;
import com.vaadin.flow.router.QueryParameters;
import dev.assay.problem.Problem;
import dev.assay.runs.Run;
import dev.assay.runs.RunId;
import dev.assay.ui.jobs.Reruns;
import dev.assay.ui.parts.Done;
import dev.assay.ui.parts.Refusal;
import dev.assay.ui.text.Sentences;
import org.jspecify.annotations.Nullable;

/** What is done with a run now and then: forking it, putting it away, getting it back. */
class RunMenu extends MenuBar {
  private final RunActions actions;
  private final MenuItem fork;
  private final MenuItem sweep;
  private final MenuItem archive;
  private final MenuItem unarchive;
  private final MenuItem delete;
  private final MenuItem restore;
  private @Nullable RunState now;

  RunMenu(RunActions actions) {
    this.actions = actions;
    addThemeVariants(MenuBarVariant.LUMO_ICON);
    Span what = new Span("More to do with this run");
    what.addClassName("unseen");
    MenuItem more = addItem(new Div(new Icon(VaadinIcon.ELLIPSIS_DOTS_V), what));
    fork = item(more, "Fork from a step…", this::fork);
    sweep = item(more, "Sweep from this run", this::sweep);
    archive = item(more, "Archive", state -> archive(state, true));
    unarchive = item(more, "Take out of the archive", state -> archive(state, false));
    delete = item(more, "Delete", this::delete);
    restore = item(more, "Restore", this::restore);
  }

  private interface Step {
    void with(RunState state);
  }

  private MenuItem item(MenuItem more, String label, Step step) {
    return more.getSubMenu()
        .addItem(
            label,
            click -> {
              if (now != null) {
                step.with(now);
              }
            });
  }

  void show(RunState state) {
    now = state;
    Run run = state.run();
    boolean deleted = run.deletedAt() != null;
    boolean archived = run.archivedAt() != null;
    setVisible(actions.mayEdit());
    fork.setVisible(!deleted);
    sweep.setVisible(!deleted && Reruns.recipe(run, state.job()).isPresent());
    archive.setVisible(!deleted && !archived);
    unarchive.setVisible(!deleted && archived);
    delete.setVisible(!deleted);
    delete.setEnabled(!state.isLive() || state.job().isEmpty());
    delete.setText(delete.isEnabled() ? "Delete" : "Delete (stop it first)");
    restore.setVisible(deleted);
  }

  private void fork(RunState state) {
    new ForkDialog(state, actions).open();
  }

  /** Leads to the form for a sweep around the params of this run. */
  private void sweep(RunState state) {
    getUI()
        .ifPresent(
            ui ->
                ui.navigate("sweeps/new", QueryParameters.of("run", state.run().id().toString())));
  }

  private void archive(RunState state, boolean archived) {
    RunId run = state.run().id();
    attempt(
        () -> {
          actions.archive(run, archived);
          Done.say(
              archived
                  ? "The run is archived: lists leave it out."
                  : "The run is out of the archive.",
              () -> attempt(() -> actions.archive(run, !archived)));
        });
  }

  private void delete(RunState state) {
    RunId run = state.run().id();
    attempt(
        () -> {
          actions.delete(run);
          Done.say("The run is deleted.", () -> attempt(() -> actions.restore(run)));
        });
  }

  private void restore(RunState state) {
    attempt(() -> actions.restore(state.run().id()));
  }

  /** The page follows the run and soon shows what became of it. */
  static void attempt(Runnable what) {
    try {
      what.run();
    } catch (Problem refused) {
      Refusal.say(Sentences.of(refused));
    }
  }
}
