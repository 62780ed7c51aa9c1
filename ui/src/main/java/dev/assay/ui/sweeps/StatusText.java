package dev.assay.ui.sweeps;

import com.vaadin.flow.component.html.Span;
import dev.assay.sweeps.SweepStatus;
import org.jspecify.annotations.Nullable;

/** The state of a sweep: a coloured dot and its name. */
class StatusText extends Span {
  private @Nullable SweepStatus shown;

  StatusText() {
    addClassName("status");
  }

  void show(SweepStatus status) {
    if (status != shown) {
      setClassName("status " + Words.styleClass(status));
      setText(Words.of(status));
      setTitle(Words.explanation(status));
      shown = status;
    }
  }
}
