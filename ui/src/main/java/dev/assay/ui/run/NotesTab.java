package dev.assay.ui.run;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.combobox.ComboBox;
import com.vaadin.flow.component.details.Details;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Pre;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.markdown.Markdown;
import com.vaadin.flow.component.textfield.TextArea;
import com.vaadin.flow.data.value.ValueChangeMode;
import dev.assay.problem.Problem;
import dev.assay.runs.RunEdit;
import dev.assay.runs.RunId;
import dev.assay.ui.parts.Done;
import dev.assay.ui.parts.Nothing;
import java.util.List;
import java.util.Set;

/** What people write about a run, in Markdown. */
class NotesTab extends Div {
  /** Puts a text where the cursor is, as if it was typed. */
  private static final String INSERT =
      """
      const area = this.inputElement;
      area.setRangeText($0, area.selectionStart, area.selectionEnd, 'end');
      area.dispatchEvent(new Event('input', {bubbles: true, composed: true}));
      area.focus();\
      """;

  private final RunId run;
  private final RunReader reader;
  private final RunActions actions;
  private final Runnable changed;
  private final Set<String> names;
  private final Button edit = new Button("Edit", click -> edit());
  private final Markdown shown = new Markdown("");
  private final Nothing none = new Nothing("Nothing has been written about this run yet.");
  private final Div reading = new Div();
  private final TextArea notes = new TextArea("Notes, in Markdown");
  private final Markdown preview = new Markdown("");
  private final Draft draft;
  private final Span state = new Span();
  private final Pre theirs = new Pre();
  private final Div conflict = new Div();
  private final Div editing = new Div();
  private String base = "";

  /**
   * @param changed is told when there is text that is not saved, or no longer
   */
  NotesTab(RunId run, RunReader reader, RunActions actions, Runnable changed) {
    this.run = run;
    this.reader = reader;
    this.actions = actions;
    this.changed = changed;
    names = Set.copyOf(reader.people());
    draft = new Draft("notes/" + run, this::takeUp);
    addClassName("notes");
    for (Markdown markdown : List.of(shown, preview)) {
      markdown.getElement().getClassList().add("artifact-markdown");
    }
    edit.setVisible(actions.mayEdit());
    reading.add(edit, none, shown);
    reading.addClassName("notes-reading");
    state.addClassName("soft");
    state.getElement().setAttribute("role", "status");
    add(reading);
    if (actions.mayEdit()) {
      makeEditor();
    }
    read();
  }

  private void makeEditor() {
    notes.setWidthFull();
    notes.setMinRows(12);
    notes.setMaxLength(RunEdit.Notes.LONGEST);
    notes.setValueChangeMode(ValueChangeMode.LAZY);
    notes.addValueChangeListener(
        change -> {
          preview.setContent(Mentions.mark(change.getValue(), names));
          state.setText(hasUnsaved() ? "Not saved yet." : "");
          changed.run();
        });
    preview.getElement().setAttribute("aria-label", "How the notes will look");
    Div both = new Div(notes, preview);
    both.addClassName("notes-both");
    Button save = new Button("Save", click -> save());
    save.addThemeVariants(ButtonVariant.LUMO_PRIMARY);
    Button cancel = new Button("Cancel", click -> cancel());
    Div tools = new Div(save, cancel, mention(), state);
    tools.addClassName("tools");
    makeConflict();
    editing.add(conflict, both, tools);
    editing.addClassName("notes-editing");
    editing.setVisible(false);
    draft.add(editing); // it looks for text that was not saved before there is an editor
    add(draft);
  }

  private ComboBox<String> mention() {
    ComboBox<String> mention = new ComboBox<>();
    mention.setPlaceholder("Mention somebody");
    mention.setAriaLabel("Mention somebody");
    mention.setItems(names.stream().sorted().toList());
    mention.addValueChangeListener(
        change -> {
          if (change.getValue() != null) {
            notes.getElement().executeJs(INSERT, "@" + change.getValue() + " ");
            mention.clear();
          }
        });
    return mention;
  }

  private void makeConflict() {
    Button keepBoth = new Button("Put mine below theirs", click -> putBelow());
    Button keepMine = new Button("Keep mine", click -> keepMine());
    Button keepTheirs = new Button("Keep theirs", click -> leave());
    theirs.getElement().setAttribute("tabindex", "0"); // it scrolls
    Details read = new Details("What they wrote", theirs);
    read.setOpened(true);
    Div choices = new Div(keepBoth, keepMine, keepTheirs);
    choices.addClassName("tools");
    conflict.add(
        new Span(
            "Somebody else has saved other notes since you began. Nothing is saved yet, and your"
                + " text is still here."),
        read,
        choices);
    conflict.addClassNames("failure", "notes-conflict");
    conflict.getElement().setAttribute("role", "alert");
    conflict.setVisible(false);
  }

  /** Whether there is text that is lost when the page goes, but for the browser's copy. */
  boolean hasUnsaved() {
    return editing.isVisible() && !notes.getValue().equals(base);
  }

  private void read() {
    base = reader.notes(run);
    draft.base(base);
    shown.setContent(Mentions.mark(base, names));
    shown.setVisible(!base.isBlank());
    none.setVisible(base.isBlank());
    edit.setText(base.isBlank() ? "Write notes" : "Edit");
  }

  private void edit() {
    read();
    begin(base);
    notes.focus();
  }

  private void begin(String text) {
    notes.setValue(text);
    preview.setContent(Mentions.mark(text, names));
    conflict.setVisible(false);
    reading.setVisible(false);
    editing.setVisible(true);
    changed.run();
  }

  /** Text that was typed before the page went. */
  private void takeUp(String text, String madeFrom) {
    if (!editing.isVisible()) {
      base = madeFrom;
      draft.base(madeFrom);
      begin(text);
      state.setText("Text of yours that had not been saved is back.");
    }
  }

  private void save() {
    try {
      actions.edit(run, new RunEdit.RevisedNotes(base, notes.getValue()));
    } catch (Problem.Conflict e) {
      String now = reader.notes(run);
      if (now.equals(base)) { // it is something else
        state.setText(String.valueOf(e.getMessage()));
        return;
      }
      theirs.setText(now);
      conflict.setVisible(true);
      conflict.scrollIntoView();
      return;
    } catch (Problem refused) {
      state.setText(String.valueOf(refused.getMessage()));
      return;
    }
    state.setText("");
    leave();
  }

  private void keepMine() {
    base = theirs.getText();
    draft.base(base);
    save();
  }

  private void putBelow() {
    base = theirs.getText();
    draft.base(base);
    conflict.setVisible(false);
    notes.setValue(base.stripTrailing() + "\n\n" + notes.getValue());
    state.setText("Both texts are here now; look over them and save.");
  }

  private void cancel() {
    if (hasUnsaved()) {
      String dropped = notes.getValue();
      String madeFrom = base;
      Done.say(
          "Your changes to the notes were dropped.",
          () -> {
            if (isAttached()) {
              takeUp(dropped, madeFrom);
            }
          });
    }
    leave();
  }

  private void leave() {
    draft.forget();
    editing.setVisible(false);
    conflict.setVisible(false);
    reading.setVisible(true);
    read();
    changed.run();
  }
}
