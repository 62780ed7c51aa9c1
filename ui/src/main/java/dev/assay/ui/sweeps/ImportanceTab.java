package dev.assay.ui.sweeps;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import dev.assay.importance.Importance;
import dev.assay.importance.ImportanceTask;
import dev.assay.importance.Importances;
import dev.assay.importance.Target;
import dev.assay.problem.Problem;
import dev.assay.runs.RunId;
import dev.assay.sweeps.Objective;
import dev.assay.ui.compare.ImportanceResult;
import dev.assay.ui.live.Pulse;
import dev.assay.ui.parts.Nothing;
import dev.assay.ui.parts.ProgressLine;
import dev.assay.ui.text.Sentences;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Which params matter for the first objective, computed in the background when it is asked for. */
class ImportanceTab extends Div {
  private final SweepReader reader;
  private final List<RunId> runs;
  private final Target target;
  private final Div working = new Div();
  private final ProgressLine progress = new ProgressLine();
  private final Nothing none = new Nothing("");
  private final ImportanceResult result = new ImportanceResult();
  private @Nullable ImportanceTask task;

  ImportanceTab(SweepState state, SweepReader reader, Pulse pulse) {
    this.reader = reader;
    runs =
        state.measured().stream()
            .flatMap(t -> t.runs().stream())
            .limit(Importances.MOST_RUNS)
            .toList();
    target = new Target(state.objective().metric(), part(state.objective()));
    addClassName("importance");
    working.addClassName("working");
    working.getElement().setAttribute("role", "status");
    working.add(
        new Span("Growing a forest and shuffling params…"),
        progress,
        new Button("Cancel", _ -> cancel()));
    none.getElement().setAttribute("role", "status");
    Paragraph what =
        new Paragraph(
            "Of the params that the trials’ runs recorded, for %s, over the trials that have told a"
                    .formatted(Words.brief(state.objective()))
                + " value. A sampler looks more closely where it is good, so take it as a hint.");
    what.addClassName("soft");
    add(what, working, none, result);
    nothing("");
    addAttachListener(_ -> compute());
    addDetachListener(_ -> stop());
    pulse.follow(this, () -> task == null ? 0 : task.progress(), progress::show);
  }

  /** A mean is close to the last value in what matters for it. */
  private static Target.Part part(Objective objective) {
    return switch (objective.of()) {
      case LAST, MEAN -> Target.Part.LAST;
      case MIN -> Target.Part.MIN;
      case MAX -> Target.Part.MAX;
    };
  }

  private void compute() {
    if (runs.size() < Importances.LEAST_RUNS) {
      nothing(
          "Importance takes at least %d runs with a value; this sweep has %d so far."
              .formatted(Importances.LEAST_RUNS, runs.size()));
      return;
    }
    ImportanceTask started;
    try {
      started = reader.importance(runs, target);
    } catch (Problem e) {
      nothing(Sentences.of(e));
      return;
    }
    task = started;
    progress.show(0.0);
    show(working);
    UI ui = UI.getCurrentOrThrow();
    var _ =
        started
            .result()
            .whenComplete(
                (found, failure) -> {
                  if (ui.isAttached()) {
                    ui.access(() -> done(started, found, failure));
                  }
                });
  }

  private void done(ImportanceTask of, @Nullable Importance found, @Nullable Throwable failure) {
    if (of != task) {
      return;
    }
    task = null;
    if (found == null) {
      nothing(words(failure));
    } else {
      result.show(found);
      show(result);
    }
  }

  private static String words(@Nullable Throwable failure) {
    @Nullable Throwable cause = failure instanceof CompletionException e ? e.getCause() : failure;
    if (cause instanceof Problem problem) {
      return Sentences.of(problem);
    }
    return cause instanceof CancellationException
        ? "Cancelled. Open this tab again to compute it."
        : "Something went wrong in the server; its log has the cause.";
  }

  private void cancel() {
    stop();
    nothing(words(new CancellationException()));
  }

  private void stop() {
    if (task != null) {
      ImportanceTask running = task;
      task = null;
      running.cancel();
    }
  }

  private void nothing(String why) {
    none.say(why);
    show(none);
  }

  private void show(Component one) {
    List.of(working, none, result).forEach(part -> part.setVisible(part.equals(one)));
  }
}
