package dev.assay.ui.jobs;

import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterObserver;
import com.vaadin.flow.router.PageTitle;
import com.vaadin.flow.router.QueryParameters;
import com.vaadin.flow.router.Route;
import dev.assay.jobs.Forks;
import dev.assay.jobs.Jobs;
import dev.assay.jobs.Recipe;
import dev.assay.jobs.Recipes;
import dev.assay.paging.PageRequest;
import dev.assay.ui.parts.Command;
import dev.assay.ui.parts.Nothing;
import dev.assay.ui.parts.PageHeader;
import dev.assay.ui.parts.ServerUrl;
import dev.assay.ui.shell.CurrentAccount;
import dev.assay.ui.shell.Shell;
import jakarta.annotation.security.PermitAll;
import java.util.List;
import java.util.Optional;

/**
 * Queues a run of a recipe: {@code /new-run?recipe=NAME&experiment=NAME}; or one like another:
 * {@code /new-run?like=RUN}, which may go on from a checkpoint of that: {@code &fork=STEP}.
 */
@Route(value = "new-run", layout = Shell.class)
@PageTitle("New run · Assay")
@PermitAll
class NewRunView extends Div implements BeforeEnterObserver {
  private static final String DEFAULT_EXPERIMENT = "default";

  private final Recipes recipes;
  private final Jobs jobs;
  private final Forks forks;
  private final Reruns reruns;
  private final CurrentAccount account;

  NewRunView(Recipes recipes, Jobs jobs, Forks forks, Reruns reruns, CurrentAccount account) {
    this.recipes = recipes;
    this.jobs = jobs;
    this.forks = forks;
    this.reruns = reruns;
    this.account = account;
    addClassName("page");
  }

  @Override
  public void beforeEnter(BeforeEnterEvent event) {
    removeAll();
    add(new PageHeader("New run").withTrail(new Anchor("experiments", "Experiments")));
    if (!account.mayEdit()) {
      add(
          new Nothing(
              "You may look at runs, but not start one. An administrator can change that."));
      return;
    }
    List<Recipe> known = recipes.list(PageRequest.first(PageRequest.MAX_LIMIT)).items();
    if (known.isEmpty()) {
      add(noRecipes());
      return;
    }
    QueryParameters asked = event.getLocation().getQueryParameters();
    Optional<Origin> origin = reruns.origin(asked);
    Optional<String> unknown =
        origin
            .map(Origin::recipe)
            .filter(recipe -> known.stream().noneMatch(r -> r.name().equals(recipe)));
    if (unknown.isPresent()) {
      add(
          new Nothing(
              "No agent offers the recipe %s now, which made that run. Start one that does, and open this page again."
                  .formatted(unknown.get())));
      return;
    }
    var beginning =
        new NewRunForm.Beginning(
            origin.map(Origin::recipe).or(() -> asked.getSingleParameter("recipe")).orElse(""),
            origin
                .map(Origin::experiment)
                .or(() -> asked.getSingleParameter("experiment"))
                .orElse(DEFAULT_EXPERIMENT),
            origin);
    add(new NewRunForm(known, beginning, jobs, forks, account));
  }

  private static Div noRecipes() {
    Div none =
        new Div(
            new Paragraph(
                "No agent has told this server yet what it can do. Start one, on this machine or"
                    + " another, and open this page again:"),
            new Command(
                "export ASSAY_TOKEN=…\n\n./assay agent --server "
                    + ShellLine.quoted(ServerUrl.asSeenByTheBrowser())));
    none.addClassName("new-run");
    return none;
  }
}
