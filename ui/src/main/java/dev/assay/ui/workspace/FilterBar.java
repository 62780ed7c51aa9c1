package dev.assay.ui.workspace;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.component.textfield.TextField;
import dev.assay.runs.RunStatus;
import dev.assay.runs.Shelf;
import dev.assay.ui.parts.FilterField;
import dev.assay.ui.text.StatusName;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Which runs are wanted: in the search language with completion, by status, and where they are
 * kept.
 */
class FilterBar extends Div {
  private final TextField text = new FilterField("Part of a name, or metrics.loss < 2.5");
  private final Completion completion = new Completion();
  private final Select<RunStatus> status = new Select<>();
  private final Select<Shelf> shelf = new Select<>();

  FilterBar(RunFilter filter, Consumer<RunFilter> changed) {
    addClassName("filter-bar");
    text.addClassName("wide");
    text.setManualValidation(true); // it is the search that says what is wrong
    status.setAriaLabel("Filter runs by status");
    status.setItems(RunStatus.values());
    status.setEmptySelectionAllowed(true);
    status.setEmptySelectionCaption("Any status");
    status.setItemLabelGenerator(s -> s == null ? "Any status" : StatusName.of(s));
    shelf.setAriaLabel("Where runs are kept");
    shelf.setItems(Shelf.values());
    shelf.setItemLabelGenerator(FilterBar::label);
    show(filter);
    text.addValueChangeListener(
        change -> {
          if (change.isFromClient()) {
            changed.accept(filter());
          }
        });
    status.addValueChangeListener(
        change -> {
          if (change.isFromClient()) {
            changed.accept(filter());
          }
        });
    shelf.addValueChangeListener(
        change -> {
          if (change.isFromClient()) {
            changed.accept(filter());
          }
        });
    add(text, completion, status, shelf);
  }

  private static String label(Shelf shelf) {
    return switch (shelf) {
      case ACTIVE -> "Active runs";
      case ARCHIVED -> "Archived";
      case DELETED -> "Deleted";
    };
  }

  private RunFilter filter() {
    return new RunFilter(text.getValue(), Optional.ofNullable(status.getValue()), shelf.getValue());
  }

  void show(RunFilter filter) {
    text.setValue(filter.text());
    status.setValue(filter.status().orElse(null));
    shelf.setValue(filter.shelf());
  }

  /** Whether that is what stands in the fields. */
  boolean shows(RunFilter filter) {
    return filter().equals(filter);
  }

  /** What is wrong with it, at the character that is. */
  void refuse(String why) {
    text.setInvalid(true);
    text.setErrorMessage(why);
  }

  void accept() {
    text.setInvalid(false);
    text.setErrorMessage("");
  }

  void complete(Known known) {
    completion.offer(known);
  }
}
