package dev.assay.ui.parts;

import com.vaadin.flow.component.html.Span;
import dev.assay.runs.RunStatus;
import dev.assay.ui.text.StatusName;
import org.jspecify.annotations.Nullable;

/** The state of a run: a coloured dot and its name, for colour alone does not tell everybody. */
public class StatusMark extends Span {
  private @Nullable RunStatus shown;

  public StatusMark() {
    addClassName("status");
  }

  public void show(RunStatus status) {
    if (status != shown) {
      if (shown != null) {
        removeClassName(StatusName.styleClass(shown));
      }
      addClassName(StatusName.styleClass(status));
      setText(StatusName.of(status));
      setTitle(StatusName.explanation(status));
      shown = status;
    }
  }
}
