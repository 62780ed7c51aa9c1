package dev.assay.ui.sweeps;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.confirmdialog.ConfirmDialog;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.NativeButton;
import com.vaadin.flow.component.html.Nav;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterObserver;
import com.vaadin.flow.router.BeforeLeaveEvent;
import com.vaadin.flow.router.BeforeLeaveObserver;
import com.vaadin.flow.router.PageTitle;
import com.vaadin.flow.router.QueryParameters;
import com.vaadin.flow.router.Route;
import dev.assay.jobs.Recipe;
import dev.assay.jobs.Recipes;
import dev.assay.paging.PageRequest;
import dev.assay.problem.Problem;
import dev.assay.problem.Problem.Violation;
import dev.assay.sweeps.Sweep;
import dev.assay.sweeps.SweepSpec;
import dev.assay.sweeps.Sweeps;
import dev.assay.ui.jobs.Origin;
import dev.assay.ui.jobs.Reruns;
import dev.assay.ui.parts.Nothing;
import dev.assay.ui.parts.PageHeader;
import dev.assay.ui.parts.Refusal;
import dev.assay.ui.parts.SweepLink;
import dev.assay.ui.shell.CurrentAccount;
import dev.assay.ui.shell.Shell;
import dev.assay.ui.text.Sentences;
import jakarta.annotation.security.PermitAll;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Starts a sweep: of a recipe, {@code /sweeps/new?recipe=NAME&experiment=NAME}; around a run,
 * {@code ?run=ID}; or one like another, as text, {@code ?sweep=ID}.
 */
@Route(value = SweepLink.NEW, layout = Shell.class)
@PageTitle("New sweep · Assay")
@PermitAll
class NewSweepView extends Div implements BeforeEnterObserver, BeforeLeaveObserver {
  private static final int PREVIEWED = 10;
  private static final String DEFAULT_EXPERIMENT = "default";

  /** The browser asks before a page with changes is closed. */
  private static final String ASK =
      "window.onbeforeunload = $0 ? e => { e.preventDefault(); } : null";

  private static final String EXAMPLE =
      """
      name: first sweep
      experiment: default
      recipe: pretrain
      space:
        optimizer.peakLr: {type: loguniform, low: 1e-4, high: 1e-2}
      objective: {metric: val/loss, direction: minimize}
      budget: {trials: 20}
      parallel: 2
      """;

  private final Sweeps sweeps;
  private final Recipes recipes;
  private final Reruns reruns;
  private final CurrentAccount account;
  private final SweepText text = new SweepText(this::changed);
  private final SweepOutlook outlook = new SweepOutlook();
  private final Div place = new Div();
  private final NativeButton asForm = new NativeButton("Form", _ -> chooseForm());
  private final NativeButton asText = new NativeButton("YAML", _ -> show(text));
  private final Button start = new Button("Start the sweep", _ -> submit());
  private @Nullable SweepForm form;
  private Source source = text;
  private boolean ready;
  private boolean unsaved;

  NewSweepView(Sweeps sweeps, Recipes recipes, Reruns reruns, CurrentAccount account) {
    this.sweeps = sweeps;
    this.recipes = recipes;
    this.reruns = reruns;
    this.account = account;
    addClassNames("page", "new-sweep");
    start.addThemeVariants(ButtonVariant.LUMO_PRIMARY);
    start.setDisableOnClick(true);
    addDetachListener(detach -> detach.getUI().getPage().executeJs(ASK, false));
  }

  @Override
  public void beforeEnter(BeforeEnterEvent event) {
    removeAll();
    add(new PageHeader("New sweep").withTrail(new Anchor(SweepLink.LIST, "Sweeps")));
    if (!account.mayEdit()) {
      add(
          new Nothing(
              "You may look at sweeps, but not start one. An administrator can change that."));
      return;
    }
    begin(event.getLocation().getQueryParameters());
    Nav ways = new Nav(asForm, asText);
    ways.addClassName("parts");
    ways.getElement().setAttribute("aria-label", "Ways to say what the sweep is to be");
    Div both = new Div(place, outlook);
    both.addClassName("new-sweep-both");
    Div foot = new Div(start);
    foot.addClassName("tools");
    add(ways, both, foot);
    ready = true;
    look();
  }

  private void begin(QueryParameters asked) {
    Optional<String> like = asked.getSingleParameter("sweep");
    List<Recipe> known = recipes.list(PageRequest.first(PageRequest.MAX_LIMIT)).items();
    if (!known.isEmpty()) {
      form = new SweepForm(known, beginning(asked), this::changed);
    }
    if (like.isPresent()) {
      text.begin(sweeps.yaml(sweeps.get(SweepReader.id(like.get())).spec()));
      show(text);
    } else if (form == null) {
      text.begin(EXAMPLE);
      show(text);
    } else {
      show(form);
    }
  }

  private SweepForm.Beginning beginning(QueryParameters asked) {
    Optional<Origin> origin =
        asked
            .getSingleParameter("run")
            .flatMap(run -> reruns.origin(QueryParameters.of("like", run)));
    return new SweepForm.Beginning(
        origin.map(Origin::recipe).or(() -> asked.getSingleParameter("recipe")).orElse(""),
        origin
            .map(Origin::experiment)
            .or(() -> asked.getSingleParameter("experiment"))
            .orElse(DEFAULT_EXPERIMENT),
        origin);
  }

  private void chooseForm() {
    if (form == null) {
      Refusal.say(
          "No agent has told this server yet what it can do, so there is no recipe to make a form"
              + " of. Start an agent and open this page again.");
    } else if (text.isEdited()) {
      ConfirmDialog dialog = new ConfirmDialog();
      dialog.setHeader("Go back to the form?");
      dialog.setText("It shows what was chosen in it; what you typed as YAML is lost.");
      dialog.setConfirmText("Go back");
      dialog.setCancelable(true);
      dialog.setCancelText("Stay with the YAML");
      SweepForm back = form;
      dialog.addConfirmListener(_ -> show(back));
      dialog.open();
    } else {
      show(form);
    }
  }

  /** The text begins with what the form says. */
  private <S extends Component & Source> void show(S chosen) {
    if (source == form && form != null && chosen == text) {
      text.begin(form.yaml());
    }
    source = chosen;
    asForm.getElement().setAttribute("aria-current", chosen == form ? "page" : "false");
    asText.getElement().setAttribute("aria-current", chosen == text ? "page" : "false");
    place.removeAll();
    place.add(chosen);
    look();
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

  /** What it would try and take; or what is wrong first, without a word at the fields yet. */
  private void look() {
    if (!ready) {
      return;
    }
    String yaml = source.yaml();
    outlook.text(yaml, source == form);
    try {
      SweepSpec spec = sweeps.parse(yaml);
      outlook.show(
          spec.space().parameters(), sweeps.preview(spec, PREVIEWED), sweeps.estimate(spec));
    } catch (Problem.Invalid e) {
      outlook.nothing(first(e));
    }
  }

  private static String first(Problem.Invalid e) {
    Violation v = e.violations().getFirst();
    return v.field().equals("space")
        ? "Choose at least one param to vary; then ten configurations stand here."
        : "Not yet: %s is %s: %s.".formatted(v.field(), v.value(), v.rule());
  }

  private void submit() {
    start.setEnabled(true);
    source.refuse(List.of());
    if (!source.isSound()) {
      return;
    }
    try {
      Sweep sweep = sweeps.create(sweeps.parse(source.yaml()), account.get().id());
      unsaved = false;
      getUI().ifPresent(ui -> ui.navigate(SweepLink.path(sweep.id())));
    } catch (Problem.Invalid e) {
      source.refuse(e.violations());
    } catch (Problem e) {
      Refusal.say(Sentences.of(e));
    }
  }

  @Override
  public void beforeLeave(BeforeLeaveEvent event) {
    if (unsaved) {
      BeforeLeaveEvent.ContinueNavigationAction leaving = event.postpone();
      ConfirmDialog dialog = new ConfirmDialog();
      dialog.setHeader("Leave without starting the sweep?");
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
