package dev.assay.ui.scaling;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.confirmdialog.ConfirmDialog;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterObserver;
import com.vaadin.flow.router.BeforeLeaveEvent;
import com.vaadin.flow.router.BeforeLeaveObserver;
import com.vaadin.flow.router.PageTitle;
import com.vaadin.flow.router.QueryParameters;
import com.vaadin.flow.router.Route;
import dev.assay.problem.Problem;
import dev.assay.problem.Problem.Violation;
import dev.assay.runs.Experiment;
import dev.assay.studies.Study;
import dev.assay.studies.StudyId;
import dev.assay.studies.StudySource;
import dev.assay.studies.StudySpec;
import dev.assay.sweeps.Sweep;
import dev.assay.sweeps.SweepId;
import dev.assay.ui.parts.Nothing;
import dev.assay.ui.parts.PageHeader;
import dev.assay.ui.parts.Refusal;
import dev.assay.ui.parts.StudyLink;
import dev.assay.ui.shell.CurrentAccount;
import dev.assay.ui.shell.Shell;
import dev.assay.ui.text.Sentences;
import jakarta.annotation.security.PermitAll;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Begins a study: {@code /scaling/new}, of an experiment, {@code ?experiment=NAME}, or of a sweep,
 * {@code ?sweep=ID}; or changes one, {@code ?study=ID}.
 */
@Route(value = StudyLink.NEW, layout = Shell.class)
@PageTitle("New scaling study · Assay")
@PermitAll
class NewStudyView extends Div implements BeforeEnterObserver, BeforeLeaveObserver {
  /** The browser asks before a page with changes is closed. */
  private static final String ASK =
      "window.onbeforeunload = $0 ? e => { e.preventDefault(); } : null";

  private final NewStudyReader reader;
  private final StudyReader studies;
  private final StudyActions actions;
  private final CurrentAccount account;
  private final StudyPreview preview = new StudyPreview();
  private final Button done = new Button("Begin the study", _ -> submit());
  private @Nullable StudyForm form;
  private @Nullable StudyId changes;
  private @Nullable StudySource offered;
  private boolean ready;
  private boolean unsaved;

  NewStudyView(
      NewStudyReader reader, StudyReader studies, StudyActions actions, CurrentAccount account) {
    this.reader = reader;
    this.studies = studies;
    this.actions = actions;
    this.account = account;
    addClassNames("page", "new-study");
    done.addThemeVariants(ButtonVariant.LUMO_PRIMARY);
    done.setDisableOnClick(true);
    addDetachListener(detach -> detach.getUI().getPage().executeJs(ASK, false));
  }

  @Override
  public void beforeEnter(BeforeEnterEvent event) {
    removeAll();
    ready = false;
    QueryParameters asked = event.getLocation().getQueryParameters();
    changes = asked.getSingleParameter("study").map(StudyReader::id).orElse(null);
    add(
        new PageHeader(changes == null ? "New study" : "Change the study")
            .withTrail(new Anchor(StudyLink.LIST, "Scaling")));
    if (!account.mayEdit()) {
      add(
          new Nothing(
              "You may look at studies, but not begin one. An administrator can change that."));
      return;
    }
    done.setText(changes == null ? "Begin the study" : "Save and fit anew");
    begin(asked);
    Div both = new Div(Optional.ofNullable(form).orElseThrow(), preview);
    both.addClassName("new-sweep-both");
    Div foot = new Div(done);
    foot.addClassName("tools");
    add(both, foot);
    ready = true;
    look();
  }

  private void begin(QueryParameters asked) {
    List<Experiment> experiments = reader.experiments();
    List<Sweep> sweeps = reader.sweeps();
    StudyForm made = new StudyForm(experiments, sweeps, this::changed);
    form = made;
    offered = null;
    StudySpec spec =
        changes == null
            ? StudySpec.ofPretraining("new study", source(asked, experiments))
            : studies.study(changes).spec();
    made.begin(spec, experiments, sweeps);
  }

  private static StudySource source(QueryParameters asked, List<Experiment> experiments) {
    Optional<SweepId> sweep = asked.getSingleParameter("sweep").flatMap(NewStudyView::sweep);
    if (sweep.isPresent()) {
      return new StudySource.OfSweep(sweep.get());
    }
    return new StudySource.Search(
        asked
            .getSingleParameter("experiment")
            .map(name -> experiments.stream().filter(e -> e.name().equals(name)))
            .map(found -> found.map(Experiment::id).toList())
            .orElse(List.of()),
        "");
  }

  private static Optional<SweepId> sweep(String id) {
    try {
      return Optional.of(SweepId.of(id));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private void changed() {
    if (ready) {
      if (!unsaved) {
        unsaved = true;
        getUI().ifPresent(ui -> ui.getPage().executeJs(ASK, true));
      }
      look();
    }
  }

  /** What it would look at; or what is wrong first, without a word at the fields yet. */
  private void look() {
    StudyForm now = form;
    if (!ready || now == null) {
      return;
    }
    offer(now);
    if (now.isTable() && now.csv().isBlank()) {
      preview.nothing("Paste a table, or choose a file: a line each for a point.");
      return;
    }
    if (now.source().isEmpty()) {
      preview.nothing("Choose a sweep; then its runs stand here.");
      return;
    }
    try {
      now.spec().ifPresent(spec -> preview.show(reader.preview(spec, now.csv())));
    } catch (Problem.Invalid e) {
      Violation first = e.violations().getFirst();
      preview.nothing(
          "Not yet: %s is %s: %s.".formatted(first.field(), first.value(), first.rule()));
    } catch (Problem e) {
      preview.nothing(Sentences.of(e));
    }
  }

  /** The names in the runs are looked for again only when it is other runs. */
  private void offer(StudyForm now) {
    @Nullable StudySource source = now.source().orElse(null);
    if (source != null && !source.equals(offered)) {
      offered = source;
      now.offer(reader.known(source));
    }
  }

  private void submit() {
    done.setEnabled(true);
    StudyForm now = Optional.ofNullable(form).orElseThrow();
    now.refuse(List.of());
    now.refuseCsv(List.of());
    StudySpec spec;
    try {
      Optional<StudySpec> given = now.spec();
      if (given.isEmpty()) {
        return;
      }
      spec = given.get();
    } catch (Problem.Invalid e) {
      now.refuse(e.violations());
      return;
    }
    save(now, spec);
  }

  private void save(StudyForm now, StudySpec spec) {
    try {
      Study study =
          changes == null
              ? actions.create(spec, now.csv())
              : actions.change(changes, spec, now.csv());
      unsaved = false;
      getUI().ifPresent(ui -> ui.navigate(StudyLink.path(study.id(), null)));
    } catch (Problem.Invalid e) {
      if (now.isTable()) {
        now.refuseCsv(e.violations());
      } else {
        now.refuse(e.violations());
      }
    } catch (Problem e) {
      Refusal.say(Sentences.of(e));
    }
  }

  @Override
  public void beforeLeave(BeforeLeaveEvent event) {
    if (unsaved) {
      BeforeLeaveEvent.ContinueNavigationAction leaving = event.postpone();
      ConfirmDialog dialog = new ConfirmDialog();
      dialog.setHeader("Leave without saving?");
      dialog.setText("What you have typed is lost.");
      dialog.setConfirmText("Leave");
      dialog.setConfirmButtonTheme("error primary");
      dialog.setCancelable(true);
      dialog.setCancelText("Stay");
      dialog.addConfirmListener(_ -> leaving.proceed());
      dialog.open();
    }
  }
}
