package dev.assay.ui.run;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.markdown.Markdown;
import com.vaadin.flow.component.textfield.TextArea;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.data.value.ValueChangeMode;
import dev.assay.problem.Problem;
import dev.assay.runs.Run;
import dev.assay.runs.RunEdit;
import dev.assay.ui.parts.Nothing;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What people write about a run: one line on what was learnt, and notes in Markdown. */
class NotesTab extends Div {
  private static final int LONGEST_LEARNT = 500;

  private final Run run;
  private final RunReader reader;
  private final TextField learnt = new TextField("What we learnt, in one line");
  private final TextArea notes = new TextArea("Notes, in Markdown");
  private final Markdown shown = new Markdown("");
  private final Nothing none = new Nothing("Nothing has been written about this run yet.");
  private final Button save = new Button("Save");
  private final Span saved = new Span();

  NotesTab(Run run, RunReader reader, boolean mayEdit) {
    this.run = run;
    this.reader = reader;
    addClassName("notes");
    learnt.setMaxLength(LONGEST_LEARNT);
    learnt.setWidthFull();
    learnt.setValue(run.learnt() == null ? "" : run.learnt());
    notes.setWidthFull();
    notes.setValue(reader.notes(run.id()));
    notes.setValueChangeMode(ValueChangeMode.LAZY);
    notes.addValueChangeListener(change -> show(change.getValue()));
    learnt.setReadOnly(!mayEdit);
    notes.setVisible(mayEdit);
    save.setVisible(mayEdit);
    save.addThemeVariants(ButtonVariant.LUMO_PRIMARY);
    save.addClickListener(click -> save());
    saved.addClassName("soft");
    saved.getElement().setAttribute("role", "status");
    shown.getElement().getClassList().add("artifact-markdown");
    Div tools = new Div(save, saved);
    tools.addClassName("tools");
    add(learnt, notes, tools, none, shown);
    show(notes.getValue());
  }

  private void show(String markdown) {
    shown.setContent(markdown);
    shown.setVisible(!markdown.isBlank());
    none.setVisible(markdown.isBlank());
  }

  private void save() {
    @Nullable String line = learnt.getValue().isBlank() ? null : learnt.getValue().strip();
    try {
      reader.edit(run.id(), List.of(new RunEdit.Learnt(line), new RunEdit.Notes(notes.getValue())));
      saved.setText("Saved.");
    } catch (Problem refused) {
      saved.setText(refused.getMessage());
    }
  }
}
