package dev.assay.ui.scaling;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.UIDetachedException;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.confirmdialog.ConfirmDialog;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.html.UnorderedList;
import com.vaadin.flow.router.QueryParameters;
import dev.assay.problem.Problem;
import dev.assay.scaling.Interval;
import dev.assay.scaling.ParametricLaw;
import dev.assay.studies.LawOutcome;
import dev.assay.studies.StudyOutcome;
import dev.assay.studies.VersionHead;
import dev.assay.ui.parts.Card;
import dev.assay.ui.parts.PageHeader;
import dev.assay.ui.parts.Refusal;
import dev.assay.ui.parts.StudyLink;
import dev.assay.ui.parts.TimeText;
import dev.assay.ui.shell.PageActions;
import dev.assay.ui.text.Numbers;
import dev.assay.ui.text.Sentences;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What a study found and how sure that is, above its tabs; what can be done with it. */
class StudyHeader extends Div implements StudyPart {
  private final StudyReader reader;
  private final StudyActions actions;
  private final Consumer<StudyState> changed;
  private final PageHeader title = new PageHeader("");
  private final Span status = new Span();
  private final Span stale = new Span("refitting…");
  private final Div frozen = new Div();
  private final Div wrong = new Div();
  private final LawText law = new LawText();
  private final Span counted = new Span();
  private final Span leftOut = new Span();
  private final Span source = new Span();
  private final TimeText fitted = new TimeText();
  private final Span author = new Span();
  private final Button refit = new Button("Fit now", _ -> refit());
  private final Button change = new Button("Change", _ -> change());
  private final Button freeze = new Button("Freeze", _ -> freeze());
  private final Button delete = new Button("Delete", _ -> delete());
  private boolean working;
  private @Nullable StudyState state;

  /**
   * @param changed told the state after something was done here
   */
  StudyHeader(StudyReader reader, StudyActions actions, Consumer<StudyState> changed) {
    this.reader = reader;
    this.actions = actions;
    this.changed = changed;
    addClassNames("run-header", "study-header");
    status.addClassName("status");
    stale.addClassNames("status", "is-running");
    stale.getElement().setAttribute("role", "status");
    frozen.addClassName("sweep-reason");
    wrong.addClassNames("notices", "study-wrong");
    wrong.getElement().setAttribute("role", "status");
    delete.addThemeVariants(ButtonVariant.LUMO_ERROR, ButtonVariant.LUMO_TERTIARY);
    PageActions.offer(freeze, "Freeze this study");
    title
        .withTrail(new Anchor(StudyLink.LIST, "Scaling"))
        .withBeside(status, stale)
        .withActions(refit, change, freeze, delete);
    Div figures =
        new Div(
            Card.figure("Runs that count", counted),
            Card.figure("Left out", leftOut),
            Card.figure("Source", source),
            Card.figure("Last fitted", fitted),
            Card.figure("By", author));
    figures.addClassName("figures");
    add(title, frozen, wrong, law, figures);
  }

  @Override
  public void show(StudyState shown) {
    @Nullable StudyState before = state;
    state = shown;
    @Nullable StudyOutcome outcome = shown.outcome();
    if (before == null) {
      showFrozen(shown);
    }
    if (before == null || !Objects.equals(before.outcome(), outcome)) { // what is the same stays
      showWrong(outcome);
      law.show(shown.law());
    }
    title.setTitleText(shown.spec().name());
    Words.Status now = Words.Status.of(outcome);
    status.setClassName("status " + now.styleClass());
    status.setText(now.label());
    status.setTitle(Words.reason(outcome));
    stale.setVisible(working || shown.isStale() && outcome != null);
    counted.setText(outcome == null ? "–" : Numbers.whole(outcome.counted()));
    leftOut.setText(outcome == null ? "–" : Numbers.whole(outcome.leftOut()));
    source.setText(shown.source());
    fitted.showAgo(shown.fitted());
    author.setText(shown.study().author());
    boolean may = actions.mayEdit() && !shown.isFrozen();
    List.of(refit, change, freeze, delete).forEach(button -> button.setVisible(may));
    freeze.setEnabled(outcome != null);
  }

  private void showFrozen(StudyState shown) {
    @Nullable VersionHead version = shown.version();
    frozen.setVisible(version != null);
    if (version == null) {
      return;
    }
    TimeText at = new TimeText();
    at.showAgo(version.at());
    Paragraph what =
        new Paragraph(
            new Span("Version %d, frozen ".formatted(version.number())),
            at,
            new Span(" by %s. It stays as it is. ".formatted(version.author())),
            new StudyLink(shown.id(), "The study as it is now"));
    frozen.removeAll();
    frozen.add(what);
    if (!version.note().isBlank()) {
      frozen.add(new Paragraph(version.note()));
    }
  }

  private void showWrong(@Nullable StudyOutcome outcome) {
    boolean any = outcome != null && !outcome.wrong().isEmpty();
    wrong.setVisible(any || outcome == null);
    wrong.removeAll();
    if (outcome == null) {
      wrong.add(
          new Paragraph("It is fitted for the first time. This page shows it when it is done."));
    } else if (any) {
      UnorderedList list = new UnorderedList();
      outcome.wrong().forEach(v -> list.add(new ListItem(Words.sentence(v))));
      wrong.add(
          new Paragraph(
              "No law can be fitted yet. It is fitted again by itself when this is mended:"),
          list);
    }
  }

  private StudyState now() {
    return Objects.requireNonNull(state);
  }

  /** Aside, for it takes its time: the page stays usable. */
  private void refit() {
    UI ui = UI.getCurrentOrThrow();
    StudyState of = now();
    working = true;
    refit.setEnabled(false);
    stale.setVisible(true);
    Thread.ofVirtual()
        .name("refit")
        .start(
            () -> {
              String refused = refused(of);
              try {
                ui.access(() -> refitted(refused));
              } catch (UIDetachedException e) {
                // nobody looks any more
              }
            });
  }

  /** Empty when it was fitted. */
  private String refused(StudyState of) {
    try {
      actions.refit(of.id());
      return "";
    } catch (Problem refused) {
      return Sentences.of(refused);
    } catch (RuntimeException e) {
      return "It could not be fitted; the log of the server has the cause.";
    }
  }

  private void refitted(String refused) {
    working = false;
    refit.setEnabled(true);
    if (!refused.isEmpty()) {
      Refusal.say(refused);
    }
    changed.accept(reader.read(now()));
  }

  private void change() {
    getUI()
        .ifPresent(
            ui -> ui.navigate(StudyLink.NEW, QueryParameters.of("study", now().id().toString())));
  }

  private void freeze() {
    new FreezeDialog(
            note -> {
              VersionHead head = actions.freeze(now().id(), note);
              changed.accept(reader.read(now()));
              getUI().ifPresent(ui -> ui.navigate(StudyLink.path(now().id(), head.number())));
            })
        .open();
  }

  private void delete() {
    ConfirmDialog dialog = new ConfirmDialog();
    dialog.setHeader("Delete this study?");
    dialog.setText(
        "Its versions and imported points go with it, and links to them lead nowhere then. Runs and"
            + " sweeps stay.");
    dialog.setConfirmText("Delete the study");
    dialog.setConfirmButtonTheme("error primary");
    dialog.setCancelable(true);
    dialog.setCancelText("Keep it");
    dialog.addConfirmListener(
        _ -> {
          actions.delete(now().id());
          getUI().ifPresent(ui -> ui.navigate(StudyLink.LIST));
        });
    dialog.open();
  }

  /** The law with its numbers, and under it how sure each is. */
  private static final class LawText extends Div {
    private final Div formula = new Div();
    private final Div intervals = new Div();

    LawText() {
      addClassName("law");
      formula.addClassName("law-formula");
      intervals.addClassNames("figures", "law-intervals");
      add(formula, intervals);
    }

    void show(@Nullable LawOutcome outcome) {
      @Nullable ParametricLaw law = outcome == null ? null : outcome.law();
      setVisible(law != null);
      if (law == null || outcome == null) {
        return;
      }
      formula.removeAll();
      formula.add(Formula.of(law));
      intervals.removeAll();
      add(outcome, "E", "E");
      add(outcome, "alpha", "α");
      add(outcome, "beta", "β");
      add(outcome, "paramsExponent", "best N grows as C to the");
      intervals.setVisible(intervals.getComponentCount() > 0);
    }

    private void add(LawOutcome outcome, String parameter, String name) {
      @Nullable Interval interval = outcome.parameters().get(parameter);
      if (interval != null) {
        Span value = new Span(Amounts.range(interval, Amounts::nats));
        value.addClassName("number");
        value.setTitle("95 % interval; estimate " + Numbers.exact(interval.estimate()));
        intervals.add(Card.figure(name, value));
      }
    }
  }
}
