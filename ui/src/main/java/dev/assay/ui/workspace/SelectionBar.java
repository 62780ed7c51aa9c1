package dev.assay.ui.workspace;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import dev.assay.runs.RunId;
import dev.assay.runs.Shelf;
import dev.assay.ui.parts.Done;
import dev.assay.ui.parts.Progress;
import dev.assay.ui.text.Numbers;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What can be done with the runs that are selected; there when some are. */
class SelectionBar extends Div {
  private static final int MOST_COMPARED = 100;

  private final Supplier<Collection<RunId>> selected;
  private final Bulk bulk;
  private final Runnable changed;
  private final Span count = new Span();
  private final Anchor compare = new Anchor("", "Compare");
  private final Button archive = action("Archive", this::archive);
  private final Button unarchive = action("Put back", this::unarchive);
  private final Button delete = action("Delete", this::delete);
  private final Button restore = action("Restore", this::restore);
  private final Button tag = action("Tag…", () -> new TagDialog(this::tag).open());
  private final Button stop = action("Stop", this::stop);
  private final boolean mayEdit;

  /**
   * @param changed what to do when runs have been changed
   * @param clear what to do when nothing is to be selected any more
   */
  SelectionBar(
      Supplier<Collection<RunId>> selected,
      Bulk bulk,
      boolean mayEdit,
      Runnable changed,
      Runnable clear) {
    this.selected = selected;
    this.bulk = bulk;
    this.mayEdit = mayEdit;
    this.changed = changed;
    addClassNames("tools", "selection-bar");
    getElement().setAttribute("role", "toolbar");
    getElement().setAttribute("aria-label", "Selected runs");
    compare.addClassName("button-link");
    add(count, compare, tag, stop, archive, unarchive, delete, restore, action("Clear", clear));
    setVisible(false);
  }

  private static Button action(String label, Runnable run) {
    Button button = new Button(label, click -> run.run());
    button.addThemeVariants(ButtonVariant.LUMO_TERTIARY, ButtonVariant.LUMO_SMALL);
    return button;
  }

  void show(Shelf shelf) {
    int n = selected.get().size();
    setVisible(n > 0);
    count.setText(Numbers.whole(n) + " selected");
    compare.setHref("compare?runs=" + joined());
    compare.setVisible(n >= 2 && n <= MOST_COMPARED);
    tag.setVisible(mayEdit && shelf != Shelf.DELETED);
    stop.setVisible(mayEdit && shelf != Shelf.DELETED);
    archive.setVisible(mayEdit && shelf == Shelf.ACTIVE);
    unarchive.setVisible(mayEdit && shelf == Shelf.ARCHIVED);
    delete.setVisible(mayEdit && shelf != Shelf.DELETED);
    restore.setVisible(mayEdit && shelf == Shelf.DELETED);
  }

  private String joined() {
    return selected.get().stream()
        .limit(MOST_COMPARED)
        .map(RunId::toString)
        .collect(Collectors.joining(","));
  }

  private List<RunId> runs() {
    return List.copyOf(selected.get());
  }

  private void archive() {
    List<RunId> done = bulk.archive(runs(), true);
    told("Archived ", done, () -> bulk.archive(done, false));
  }

  private void unarchive() {
    List<RunId> done = bulk.archive(runs(), false);
    told("Put back ", done, () -> bulk.archive(done, true));
  }

  private void delete() {
    List<RunId> done = bulk.delete(runs());
    told("Deleted ", done, () -> bulk.restore(done));
  }

  private void restore() {
    List<RunId> done = bulk.restore(runs());
    told("Restored ", done, () -> bulk.delete(done));
  }

  private void told(String what, List<RunId> done, Runnable undo) {
    changed.run();
    Done.say(
        what + Numbers.count(done.size(), "run"),
        () -> {
          undo.run();
          changed.run();
        });
  }

  private void tag(String key, String value) {
    List<RunId> all = runs();
    Map<RunId, @Nullable String> before = new LinkedHashMap<>(bulk.tags(all, key));
    Progress.over(
        "Tagging " + Numbers.count(all.size(), "run"),
        all,
        run -> bulk.tag(run, key, value),
        outcome -> {
          changed.run();
          Done.say(
              "Tagged " + Numbers.count(outcome.done().size(), "run") + left(outcome.left()),
              () -> untag(outcome.done(), key, before));
        });
  }

  private void untag(List<RunId> runs, String key, Map<RunId, @Nullable String> before) {
    Progress.over(
        "Taking back tags of " + Numbers.count(runs.size(), "run"),
        runs,
        run -> bulk.tag(run, key, before.get(run)),
        outcome -> changed.run());
  }

  private void stop() {
    List<RunId> all = runs();
    Progress.over(
        "Stopping " + Numbers.count(all.size(), "run"),
        all,
        bulk::stop,
        outcome -> {
          changed.run();
          int not = all.size() - outcome.done().size() - outcome.left();
          Done.say(
              "Asked "
                  + Numbers.count(outcome.done().size(), "run")
                  + " to stop"
                  + (not == 0 ? "" : "; " + not + " have ended or were not started by an agent")
                  + left(outcome.left()));
        });
  }

  private static String left(int n) {
    return n == 0 ? "" : "; cancelled before " + Numbers.whole(n) + " more";
  }
}
