package dev.assay.ui.evaluations;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.confirmdialog.ConfirmDialog;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import dev.assay.evaluations.Evaluation;
import dev.assay.evaluations.Report;
import dev.assay.ui.parts.Card;
import dev.assay.ui.parts.ExperimentLink;
import dev.assay.ui.parts.PageHeader;
import dev.assay.ui.parts.ProgressLine;
import dev.assay.ui.parts.RunLink;
import dev.assay.ui.parts.TimeText;
import dev.assay.ui.shell.PageActions;
import dev.assay.ui.text.Numbers;
import dev.assay.ui.text.Sentences;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What was evaluated on what, how far that is, and what has to be known before it is believed. */
class EvaluationHeader extends Div implements EvaluationPart {
  private static final int MOST_CLASSES_NAMED = 6;

  private final EvaluationActions actions;
  private final Runnable changed;
  private final PageHeader title = new PageHeader("");
  private final Span status = new Span();
  private final ProgressLine progress = new ProgressLine();
  private final Div failure = new Div();
  private final Div warnings = new Div();
  private final Div figures = new Div();
  private final Button cancel = new Button("Cancel", _ -> cancel());
  private final Button again = new Button("Compute again", _ -> recompute());
  private final Button delete = new Button("Delete", _ -> delete());
  private @Nullable EvaluationState state;
  private List<String> warned = List.of();

  /**
   * @param changed called after something was done here
   */
  EvaluationHeader(EvaluationActions actions, Runnable changed) {
    this.actions = actions;
    this.changed = changed;
    addClassNames("run-header", "evaluation-header");
    status.addClassName("status");
    failure.addClassName("failure");
    failure.getElement().setAttribute("role", "alert");
    failure.setVisible(false);
    warnings.addClassName("notices");
    warnings.getElement().setAttribute("role", "status");
    warnings.setVisible(false);
    delete.addThemeVariants(ButtonVariant.LUMO_ERROR, ButtonVariant.LUMO_TERTIARY);
    PageActions.offer(again, "Compute this evaluation again");
    title.withBeside(status, progress).withActions(cancel, again, delete);
    figures.addClassName("figures");
    add(title, failure, warnings, figures);
  }

  @Override
  public void show(EvaluationState now) {
    boolean first = state == null;
    state = now;
    Evaluation evaluation = now.evaluation();
    if (first) {
      showFacts(now);
    }
    status.setClassName("status " + Words.styleClass(evaluation.status()));
    status.setText(Words.of(evaluation.status()));
    status.setTitle(Words.explanation(evaluation.status()));
    progress.setVisible(evaluation.status() == Evaluation.Status.COMPUTING);
    progress.show(evaluation.progress());
    failure.setVisible(evaluation.error() != null);
    failure.setText(
        evaluation.error() == null
            ? ""
            : Sentences.of(evaluation.error()) + " The rows are kept: it can be computed again.");
    showWarnings(evaluation.report());
    boolean may = actions.mayEdit();
    cancel.setVisible(may && now.isWorkedOn());
    again.setVisible(may && !now.isWorkedOn());
    delete.setVisible(may);
  }

  private void showFacts(EvaluationState shown) {
    Evaluation evaluation = shown.evaluation();
    Anchor evaluations = new Anchor(RunLink.path(shown.run().id()) + "/evaluations", "Evaluations");
    title
        .withTrail(
            new ExperimentLink(shown.experiment()),
            new Anchor(RunLink.path(shown.run().id()), shown.run().name()),
            evaluations)
        .setTitleText(evaluation.spec().name());
    TimeText added = new TimeText();
    added.showAgo(evaluation.createdAt());
    RunLink run = new RunLink();
    run.show(shown.run());
    figures.add(
        Card.figure("Run", run),
        Card.figure("Split", new Span(Words.split(evaluation))),
        Card.figure("Rows", new Span(Numbers.whole(evaluation.rows()))),
        Card.figure("Classes", classes(evaluation.classes())));
    Words.span(evaluation)
        .ifPresent(span -> figures.add(Card.figure("Rows are from", new Span(span))));
    if (evaluation.spec().step() != null) {
      figures.add(Card.figure("Step", new Span(Numbers.whole(evaluation.spec().step()))));
    }
    figures.add(
        Card.figure("Stored", new Span(Numbers.bytes(evaluation.bytes()))),
        Card.figure("Added", added));
  }

  private static Span classes(List<String> names) {
    String some = String.join(", ", names.subList(0, Math.min(names.size(), MOST_CLASSES_NAMED)));
    Span classes =
        new Span(
            names.size() <= MOST_CLASSES_NAMED
                ? some
                : some + " and %d more".formatted(names.size() - MOST_CLASSES_NAMED));
    classes.setTitle(String.join(", ", names));
    return classes;
  }

  private void showWarnings(@Nullable Report report) {
    List<String> now = report == null ? List.of() : report.warnings();
    if (!now.equals(warned)) { // what is the same stays
      warned = now;
      warnings.removeAll();
      now.forEach(warning -> warnings.add(new Paragraph(Sentences.of(warning))));
    }
    warnings.setVisible(!now.isEmpty());
  }

  private EvaluationState now() {
    return Objects.requireNonNull(state);
  }

  private void cancel() {
    actions.cancel(now().id());
    changed.run();
  }

  private void recompute() {
    actions.recompute(now().id());
    changed.run();
  }

  private void delete() {
    ConfirmDialog dialog = new ConfirmDialog();
    dialog.setHeader("Delete this evaluation?");
    dialog.setText(
        "Its rows and recalibrations go with it, and links to it lead nowhere then. The metrics that"
            + " the run got from it stay.");
    dialog.setConfirmText("Delete the evaluation");
    dialog.setConfirmButtonTheme("error primary");
    dialog.setCancelable(true);
    dialog.setCancelText("Keep it");
    dialog.addConfirmListener(
        _ -> {
          actions.delete(now().id());
          getUI().ifPresent(ui -> ui.navigate(RunLink.path(now().run().id()) + "/evaluations"));
        });
    dialog.open();
  }
}
