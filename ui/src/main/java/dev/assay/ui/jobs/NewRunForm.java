package dev.assay.ui.jobs;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Section;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.data.value.ValueChangeMode;
import dev.assay.jobs.Checkpoint;
import dev.assay.jobs.Forks;
import dev.assay.jobs.Job;
import dev.assay.jobs.Jobs;
import dev.assay.jobs.Jobs.NewJob;
import dev.assay.jobs.Recipe;
import dev.assay.problem.Problem;
import dev.assay.problem.Problem.Violation;
import dev.assay.runs.NewRun;
import dev.assay.runs.Params;
import dev.assay.ui.parts.Command;
import dev.assay.ui.parts.RunLink;
import dev.assay.ui.parts.ServerUrl;
import dev.assay.ui.parts.UrlState;
import dev.assay.ui.shell.CurrentAccount;
import dev.assay.ui.text.Numbers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Which recipe, in which experiment, with which params; and the command that does the same. */
final class NewRunForm extends Div {
  /**
   * What a form begins with.
   *
   * @param recipe its name; the first is taken when there is none of it
   * @param experiment its name
   * @param origin the run that the new one is like
   */
  record Beginning(String recipe, String experiment, Optional<Origin> origin) {}

  private final Jobs jobs;
  private final Forks forks;
  private final CurrentAccount account;
  private final Optional<Origin> origin;
  private final String server = ServerUrl.asSeenByTheBrowser();
  private final Select<Recipe> recipe = new Select<>();
  private final TextField experiment = new TextField("Experiment");
  private final TextField name = new TextField("Name");
  private final Paragraph description = new Paragraph();
  private final Div failure = new Div();
  private final Div place = new Div();
  private final Command command = new Command("");
  private final Button start = new Button("Start", click -> submit());

  /** What is typed for one recipe is there again when one comes back to it. */
  private final Map<String, ParamForm> forms = new HashMap<>();

  /**
   * @param known at least one
   */
  NewRunForm(
      List<Recipe> known, Beginning beginning, Jobs jobs, Forks forks, CurrentAccount account) {
    this.jobs = jobs;
    this.forks = forks;
    this.account = account;
    this.origin = beginning.origin();
    addClassName("new-run");
    failure.addClassName("failure");
    failure.getElement().setAttribute("role", "alert");
    failure.setVisible(false);
    description.addClassName("lead");
    start.addThemeVariants(ButtonVariant.LUMO_PRIMARY);
    start.setDisableOnClick(true);
    origin.ifPresent(from -> add(whatItIsLike(from)));
    add(failure, head(known, beginning.experiment()), description, place, foot());
    origin.ifPresent(from -> name.setValue(from.name()));
    if (checkpoint().isPresent()) { // a fork does the same work, beside its origin
      recipe.setReadOnly(true);
      experiment.setReadOnly(true);
    }
    recipe.setValue(
        known.stream()
            .filter(r -> r.name().equals(beginning.recipe()))
            .findFirst()
            .orElse(known.getFirst()));
  }

  private static Component whatItIsLike(Origin from) {
    RunLink run = new RunLink();
    run.show(from.run());
    Span what =
        new Span(
            from.checkpoint()
                .map(
                    c ->
                        "The new run goes on from the checkpoint after step %s of"
                            .formatted(Numbers.whole(c.step())))
                .orElse("With the params of"));
    Span rest =
        new Span(
            from.checkpoint().isPresent()
                ? "It begins with the history up to there, and its steps count on. The model’s"
                    + " shape, the batch and the seed must stay as they are."
                : "Change what you like; it runs from the beginning.");
    Div line = new Div(what, run, rest);
    line.addClassNames("new-run-origin", "tools");
    return line;
  }

  private Optional<Checkpoint> checkpoint() {
    return origin.flatMap(Origin::checkpoint);
  }

  private Div head(List<Recipe> known, String experimentName) {
    recipe.setLabel("Recipe");
    recipe.setItems(known);
    recipe.setItemLabelGenerator(Recipe::name);
    recipe.addValueChangeListener(change -> show(change.getValue()));
    experiment.setManualValidation(true);
    experiment.setValue(experimentName);
    experiment.setHelperText("It is made if there is none of this name.");
    experiment.setRequiredIndicatorVisible(true);
    name.setManualValidation(true);
    name.setHelperText("Left empty, the run gets one.");
    for (TextField field : List.of(experiment, name)) {
      field.setValueChangeMode(ValueChangeMode.LAZY);
      field.addValueChangeListener(
          change -> {
            field.setInvalid(false);
            showCommand();
          });
    }
    Div head = new Div(recipe, experiment, name);
    head.addClassName("param-grid");
    return head;
  }

  private Div foot() {
    Section same =
        new Section(
            new H2("The same as a command"),
            new Paragraph(
                "It does the work where it is typed, without an agent. ASSAY_TOKEN must hold a"
                    + " token of this server."),
            command);
    same.addClassNames("card", "param-section");
    same.setVisible(checkpoint().isEmpty()); // no command begins with another run's history
    Div foot = new Div(start, same);
    foot.addClassName("new-run-foot");
    return foot;
  }

  private void show(Recipe chosen) {
    if (origin.isEmpty()) {
      UrlState.replace(this, Map.of("recipe", chosen.name()));
    }
    failure.setVisible(false);
    ParamForm form = form();
    description.setText(form.description());
    description.setVisible(!form.description().isEmpty());
    recipe.setHelperText("Known to " + String.join(", ", chosen.agents()) + ".");
    place.removeAll();
    place.add(form);
    showCommand();
  }

  private ParamForm form() {
    Recipe chosen = recipe.getValue();
    return forms.computeIfAbsent(
        chosen.name(), unknown -> new ParamForm(chosen.schema(), begin(chosen), this::showCommand));
  }

  private ObjectNode begin(Recipe chosen) {
    return origin
        .filter(from -> from.recipe().equals(chosen.name()))
        .map(Origin::params)
        .orElseGet(JsonNodeFactory.instance::objectNode);
  }

  private @Nullable String typedName() {
    return name.getValue().isBlank() ? null : name.getValue().strip();
  }

  private void showCommand() {
    if (recipe.getValue() != null) {
      command.show(
          ShellLine.train(
              recipe.getValue().name(),
              server,
              experiment.getValue().strip(),
              typedName(),
              form().given()));
    }
  }

  private void submit() {
    failure.setVisible(false);
    ParamForm form = form();
    if (form.isSound()) {
      try {
        Job job = submit(Params.of(form.given()));
        getUI().ifPresent(ui -> ui.navigate(RunLink.path(job.runId())));
        return;
      } catch (Problem.Invalid e) {
        show(form, e);
      } catch (Problem e) {
        say(Objects.requireNonNull(e.getMessage()));
      }
    }
    start.setEnabled(true);
  }

  private Job submit(Params params) {
    if (checkpoint().isPresent()) {
      var fork = new Forks.Wanted(checkpoint().get().step(), typedName(), params);
      return forks.fork(origin.orElseThrow().run().id(), fork, account.get().id());
    }
    NewRun run = new NewRun(typedName(), params, Map.of());
    String in = experiment.getValue().strip();
    return jobs.submit(new NewJob(recipe.getValue().name(), in, run, 0), account.get().id());
  }

  private void show(ParamForm form, Problem.Invalid refused) {
    List<String> elsewhere =
        form.show(refused.violations()).stream()
            .filter(violation -> !isShownAbove(violation))
            .map(v -> v.field() + " is " + v.value() + ": " + v.rule())
            .toList();
    if (!elsewhere.isEmpty()) {
      say(String.join("\n", elsewhere));
    }
  }

  private boolean isShownAbove(Violation violation) {
    for (TextField field : List.of(experiment, name)) {
      if (violation.field().equalsIgnoreCase(field.getLabel())) {
        field.setErrorMessage(violation.rule());
        field.setInvalid(true);
        field.focus();
        return true;
      }
    }
    return false;
  }

  private void say(String what) {
    failure.setText(what);
    failure.setVisible(true);
    failure.scrollIntoView();
  }
}
