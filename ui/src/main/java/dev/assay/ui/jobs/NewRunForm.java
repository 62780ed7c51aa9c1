package dev.assay.ui.jobs;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Section;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.data.value.ValueChangeMode;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Which recipe, in which experiment, with which params; and the command that does the same. */
final class NewRunForm extends Div {
  private final Jobs jobs;
  private final CurrentAccount account;
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
   * @param wanted the recipe's name; the first is taken when there is none of it
   */
  NewRunForm(
      List<Recipe> known, String wanted, String experimentName, Jobs jobs, CurrentAccount account) {
    this.jobs = jobs;
    this.account = account;
    addClassName("new-run");
    failure.addClassName("failure");
    failure.getElement().setAttribute("role", "alert");
    failure.setVisible(false);
    description.addClassName("lead");
    start.addThemeVariants(ButtonVariant.LUMO_PRIMARY);
    start.setDisableOnClick(true);
    add(failure, head(known, experimentName), description, place, foot());
    recipe.setValue(
        known.stream().filter(r -> r.name().equals(wanted)).findFirst().orElse(known.getFirst()));
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
                "It does the work where it is typed, without an agent. ASSAY_TOKEN must hold a token of this server."),
            command);
    same.addClassNames("card", "param-section");
    Div foot = new Div(start, same);
    foot.addClassName("new-run-foot");
    return foot;
  }

  private void show(Recipe chosen) {
    UrlState.replace(this, Map.of("recipe", chosen.name()));
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
        chosen.name(), unknown -> new ParamForm(chosen.schema(), this::showCommand));
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
        NewRun run = new NewRun(typedName(), Params.of(form.given()), Map.of());
        String in = experiment.getValue().strip();
        Job job = jobs.submit(new NewJob(recipe.getValue().name(), in, run, 0), account.get().id());
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
