package dev.assay.ui.sweeps;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.combobox.ComboBox;
import com.vaadin.flow.component.details.Details;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Section;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.component.textfield.IntegerField;
import com.vaadin.flow.component.textfield.TextArea;
import com.vaadin.flow.component.textfield.TextField;
import dev.assay.jobs.Recipe;
import dev.assay.problem.Problem.Violation;
import dev.assay.search.SamplerKind;
import dev.assay.ui.jobs.Origin;
import dev.assay.ui.jobs.Outline;
import dev.assay.ui.jobs.ParamForm;
import dev.assay.ui.jobs.ParamNode;
import dev.assay.ui.parts.Faults;
import dev.assay.ui.text.YamlText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Asks for all that a sweep of a recipe is to be. */
final class SweepForm extends Div implements Source {
  private static final int FIRST_TRIALS = 20;

  /**
   * What the form begins with.
   *
   * @param recipe its name; the first is taken when there is none of it
   * @param origin the run whose params hold where none is varied
   */
  record Beginning(String recipe, String experiment, Optional<Origin> origin) {}

  private final Beginning beginning;
  private final Runnable changed;
  private final TextField name = new TextField("Name");
  private final TextField experiment = new TextField("Experiment");
  private final Select<Recipe> recipe = new Select<>();
  private final ComboBox<ParamNode.Value> vary = new ComboBox<>("Vary a param");
  private final List<VariedParam> varied = new ArrayList<>();
  private final Div variedPlace = new Div();
  private final TextArea constraints = new TextArea("Constraints");
  private final Div fixedPlace = new Div();
  private final ObjectiveFields objectives;
  private final Select<SamplerKind> sampler = new Select<>();
  private final PrunerFields pruner;
  private final BudgetFields budget;
  private final IntegerField parallel = whole("Trials at a time", 1, 2);
  private final IntegerField repeats = whole("Runs of each trial", 1, 1);
  private final TextField seedParam = new TextField("Param that takes the seed");
  private final IntegerField seed = whole("Seed", null, 0);
  private final IntegerField patience = whole("End after trials without improvement", 1, null);
  private final IntegerField priority = whole("Priority in the queue", null, 0);
  private final TextField labels = new TextField("Labels of agents");
  private final Div failure = new Div();
  private @Nullable ParamForm fixed;
  private List<ParamNode.Value> params = List.of();

  /**
   * @param known at least one
   * @param changed called when something else stands in a field
   */
  SweepForm(List<Recipe> known, Beginning beginning, Runnable changed) {
    this.beginning = beginning;
    this.changed = changed;
    objectives = new ObjectiveFields(changed);
    pruner = new PrunerFields(changed);
    budget = new BudgetFields(changed);
    addClassName("sweep-form");
    failure.addClassName("failure");
    failure.getElement().setAttribute("role", "alert");
    failure.setVisible(false);
    budget.trials.setValue(FIRST_TRIALS);
    add(
        failure,
        head(known),
        section("What is varied", varied()),
        section("What is sought", objectives),
        section("How it is searched", searching()),
        section("How much it may take", taking()),
        fixed());
    recipe.setValue(
        known.stream()
            .filter(r -> r.name().equals(beginning.recipe()))
            .findFirst()
            .orElse(known.getFirst()));
  }

  private static Section section(String title, Component... content) {
    Section section = new Section(new H2(title));
    section.add(content);
    section.addClassNames("card", "param-section");
    section.getElement().setAttribute("aria-label", title);
    return section;
  }

  private static IntegerField whole(
      String label, @Nullable Integer least, @Nullable Integer value) {
    IntegerField field = new IntegerField(label);
    field.setManualValidation(true);
    if (least != null) {
      field.setMin(least);
    }
    field.setValue(value);
    return field;
  }

  private Component head(List<Recipe> known) {
    recipe.setLabel("Recipe");
    recipe.setItems(known);
    recipe.setItemLabelGenerator(Recipe::name);
    recipe.addValueChangeListener(change -> show(change.getValue()));
    experiment.setValue(beginning.experiment());
    experiment.setHelperText("It is made if there is none of this name.");
    name.setValue(
        beginning.origin().map(from -> "sweep of " + from.run().name()).orElse("new sweep"));
    for (TextField field : List.of(name, experiment)) {
      field.setRequiredIndicatorVisible(true);
      follow(field);
    }
    Div head = new Div(recipe, name, experiment);
    head.addClassName("param-grid");
    return head;
  }

  private void follow(TextField field) {
    field.setManualValidation(true);
    field.addValueChangeListener(
        _ -> {
          field.setInvalid(false);
          changed.run();
        });
  }

  private Component varied() {
    vary.setItemLabelGenerator(ParamNode.Value::path);
    vary.setPlaceholder("Choose one by name");
    vary.addValueChangeListener(
        change -> {
          if (change.getValue() != null) {
            vary(change.getValue());
            vary.clear();
          }
        });
    variedPlace.addClassName("varied-params");
    constraints.setHelperText(
        "One in a line, such as model.width % model.heads == 0. Only configurations of which all"
            + " hold are tried.");
    constraints.setManualValidation(true);
    constraints.addValueChangeListener(
        _ -> {
          constraints.setInvalid(false);
          changed.run();
        });
    constraints.setWidthFull();
    vary.addClassName("vary");
    Div all = new Div(variedPlace, vary, constraints);
    all.addClassName("varied");
    return all;
  }

  private Component searching() {
    sampler.setLabel("Sampler");
    sampler.setItems(SamplerKind.values());
    sampler.setItemLabelGenerator(Words::of);
    sampler.setValue(SamplerKind.TPE);
    sampler.setHelperText(Words.explanation(SamplerKind.TPE));
    sampler.addValueChangeListener(
        change -> {
          sampler.setHelperText(Words.explanation(change.getValue()));
          changed.run();
        });
    seedParam.setHelperText("Needed where a trial has several runs.");
    follow(seedParam);
    for (IntegerField field : List.of(repeats, seed)) {
      follow(field);
    }
    Div grid = new Div(sampler, repeats, seedParam, seed);
    grid.addClassName("param-grid");
    Div all = new Div(grid, pruner);
    all.addClassName("param-list");
    return all;
  }

  private void follow(IntegerField field) {
    field.addValueChangeListener(
        _ -> {
          field.setInvalid(false);
          changed.run();
        });
  }

  private Component taking() {
    patience.setPlaceholder("never");
    labels.setHelperText("With commas between them; an agent must have all of them.");
    follow(labels);
    for (IntegerField field : List.of(parallel, patience, priority)) {
      follow(field);
    }
    Paragraph what =
        new Paragraph("It ends with what is reached first. Leave open what should not bound it.");
    what.addClassName("soft");
    Div grid = new Div(parallel, patience, priority, labels);
    grid.addClassName("param-grid");
    Div all = new Div(what, budget, grid);
    all.addClassName("param-list");
    return all;
  }

  private Component fixed() {
    Details details = new Details("Params that stay the same", fixedPlace);
    details.addClassName("param-details");
    return details;
  }

  /** Another recipe has other params: nothing is varied at first. */
  private void show(Recipe chosen) {
    ObjectNode begin =
        beginning
            .origin()
            .filter(from -> from.recipe().equals(chosen.name()))
            .map(Origin::params)
            .orElseGet(JsonNodeFactory.instance::objectNode);
    params = values(Outline.of(chosen.schema(), begin).parts()).toList();
    varied.clear();
    variedPlace.removeAll();
    ParamForm form = new ParamForm(chosen.schema(), begin, changed);
    fixed = form;
    fixedPlace.removeAll();
    fixedPlace.add(form);
    offer();
    changed.run();
  }

  private static Stream<ParamNode.Value> values(List<ParamNode> parts) {
    return parts.stream()
        .flatMap(
            part ->
                switch (part) {
                  case ParamNode.Group group -> values(group.parts());
                  case ParamNode.Value value -> Stream.of(value);
                });
  }

  private void vary(ParamNode.Value param) {
    VariedParam row = new VariedParam(param, changed, this::fix);
    varied.add(row);
    variedPlace.add(row);
    offer();
    changed.run();
  }

  private void fix(VariedParam row) {
    varied.remove(row);
    variedPlace.remove(row);
    offer();
    changed.run();
  }

  /** Those that are not varied yet. */
  private void offer() {
    List<String> taken = varied.stream().map(VariedParam::name).toList();
    vary.setItems(params.stream().filter(p -> !taken.contains(p.path())).toList());
    vary.setHelperText(
        varied.isEmpty() ? "All params stay as they are until you choose some here." : null);
  }

  @Override
  public String yaml() {
    return YamlText.of(tree());
  }

  private ObjectNode tree() {
    ObjectNode spec = JsonNodeFactory.instance.objectNode();
    spec.put("name", name.getValue().strip()).put("experiment", experiment.getValue().strip());
    if (recipe.getValue() != null) {
      spec.put("recipe", recipe.getValue().name());
    }
    if (fixed != null) {
      ObjectNode given = fixed.given().deepCopy();
      varied.forEach(row -> remove(given, row.name()));
      if (!given.isEmpty()) {
        spec.set("params", given);
      }
    }
    ObjectNode space = spec.putObject("space");
    varied.forEach(row -> space.set(row.name(), row.json()));
    List<String> rules = constraints.getValue().lines().filter(line -> !line.isBlank()).toList();
    if (!rules.isEmpty()) {
      rules.forEach(spec.putArray("constraints")::add);
    }
    spec.put("sampler", sampler.getValue().name().toLowerCase(Locale.ROOT));
    pruner.write(spec);
    objectives.write(spec);
    writeBudget(spec);
    put(spec, "parallel", parallel, null);
    put(spec, "repeats", repeats, 1);
    if (!seedParam.isEmpty()) {
      spec.put("seedParam", seedParam.getValue().strip());
    }
    put(spec, "seed", seed, null);
    put(spec, "patience", patience, null);
    put(spec, "priority", priority, 0);
    List<String> wanted =
        Arrays.stream(labels.getValue().split(",", -1))
            .map(String::strip)
            .filter(l -> !l.isEmpty())
            .toList();
    if (!wanted.isEmpty()) {
      wanted.forEach(spec.putArray("labels")::add);
    }
    return spec;
  }

  private void writeBudget(ObjectNode spec) {
    ObjectNode written = JsonNodeFactory.instance.objectNode();
    if (budget.trials.getValue() != null) {
      written.put("trials", budget.trials.getValue());
    }
    if (budget.time() != null) {
      written.put("time", budget.time().toSeconds() + "s");
    }
    if (budget.flops.getValue() != null) {
      written.put("flops", budget.flops.getValue());
    }
    if (!written.isEmpty()) {
      spec.set("budget", written);
    }
  }

  /**
   * @param standard left out of the specification
   */
  private static void put(
      ObjectNode spec, String path, IntegerField field, @Nullable Integer standard) {
    if (field.getValue() != null && !field.getValue().equals(standard)) {
      spec.put(path, field.getValue());
    }
  }

  /** What is varied is not fixed. */
  private static void remove(ObjectNode params, String path) {
    int dot = path.indexOf('.');
    if (dot < 0) {
      params.remove(path);
      return;
    }
    @Nullable JsonNode inner = params.get(path.substring(0, dot));
    if (inner instanceof ObjectNode group) {
      remove(group, path.substring(dot + 1));
      if (group.isEmpty()) {
        params.remove(path.substring(0, dot));
      }
    }
  }

  @Override
  public boolean isSound() {
    return fixed == null || fixed.isSound();
  }

  @Override
  public void refuse(List<Violation> violations) {
    List<Violation> rest = fixed == null ? violations : fixed.show(violations);
    List<Violation> elsewhere = faults().show(rest);
    failure.setText(
        elsewhere.stream()
            .map(v -> v.field() + " is " + v.value() + ": " + v.rule())
            .collect(Collectors.joining("\n")));
    failure.setVisible(!elsewhere.isEmpty());
    if (!elsewhere.isEmpty()) {
      failure.scrollIntoView();
    }
  }

  private Faults faults() {
    Faults faults = new Faults();
    faults.at("name", name);
    faults.at("experiment", experiment);
    faults.at("recipe", recipe);
    faults.at("space", vary);
    varied.forEach(row -> row.register(faults));
    faults.at("constraints", constraints);
    faults.at("sampler", sampler);
    objectives.register(faults);
    pruner.register(faults);
    faults.at("budget", budget.trials);
    faults.at("budget.time", budget.hours);
    faults.at("budget.flops", budget.flops);
    Map.of(
            "parallel",
            parallel,
            "repeats",
            repeats,
            "seed",
            seed,
            "patience",
            patience,
            "priority",
            priority)
        .forEach(faults::at);
    faults.at("seedParam", seedParam);
    faults.at("labels", labels);
    return faults;
  }
}
