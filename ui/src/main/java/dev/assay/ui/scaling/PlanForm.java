package dev.assay.ui.scaling;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.combobox.ComboBox;
import com.vaadin.flow.component.details.Details;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.component.textfield.IntegerField;
import com.vaadin.flow.component.textfield.TextField;
import dev.assay.jobs.Recipe;
import dev.assay.problem.Problem;
import dev.assay.problem.Problem.Violation;
import dev.assay.runs.Params;
import dev.assay.search.Space;
import dev.assay.studies.PlanRequest;
import dev.assay.studies.Target;
import dev.assay.ui.jobs.Outline;
import dev.assay.ui.jobs.ParamForm;
import dev.assay.ui.jobs.ParamNode;
import dev.assay.ui.parts.Card;
import dev.assay.ui.parts.Faults;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Asks what the next runs are for, what they may take, and which there could be. */
final class PlanForm extends Div {
  private static final double SECONDS_OF_HOUR = 3600;
  private static final int FIRST_RUNS = 6;

  /** What a recipe of this product is varied by first. */
  private static final Map<String, String> FIRST_VALUES =
      Map.of(
          "model.width", "32, 48, 64, 96, 128",
          "training.tokens", "500000, 1000000, 2000000, 4000000, 8000000");

  /** What is to be surer. */
  enum Goal {
    LOSS_OF("The loss of a planned run"),
    BEST_PARAMS("The best N for a budget"),
    BEST_LOSS("The least loss of a budget");

    private final String label;

    Goal(String label) {
      this.label = label;
    }
  }

  /** What bounds the runs. */
  enum Bound {
    FLOPS("FLOPs"),
    HOURS("hours of runs");

    private final String label;

    Bound(String label) {
      this.label = label;
    }
  }

  private final Select<Goal> goal = new Select<>();
  private final AmountField params = new AmountField("N, params", "3e6");
  private final AmountField tokens = new AmountField("D, tokens", "60e6");
  private final AmountField flops = new AmountField("C, FLOPs", "1e15");
  private final AmountField budget = new AmountField("Budget of the runs together", "1e15");
  private final Select<Bound> bound = new Select<>();
  private final IntegerField most = new IntegerField("At most runs");
  private final Select<Recipe> recipe = new Select<>();
  private final TextField experiment = new TextField("Experiment");
  private final ComboBox<ParamNode.Value> vary = new ComboBox<>("Vary a param");
  private final List<CandidateParam> varied = new ArrayList<>();
  private final Div variedPlace = new Div();
  private final Div basePlace = new Div();
  private final Div failure = new Div();
  private @Nullable ParamForm base;
  private List<ParamNode.Value> known = List.of();

  /**
   * @param recipes at least one
   */
  PlanForm(List<Recipe> recipes, StudyState state) {
    addClassName("plan-form");
    failure.addClassName("failure");
    failure.getElement().setAttribute("role", "alert");
    failure.setVisible(false);
    goal.setLabel("To be surer of");
    goal.setItems(Goal.values());
    goal.setItemLabelGenerator(g -> g.label);
    goal.addValueChangeListener(_ -> showGoal());
    bound.setLabel("In");
    bound.setItems(Bound.values());
    bound.setItemLabelGenerator(b -> b.label);
    bound.setValue(Bound.FLOPS);
    most.setMin(1);
    most.setMax(PlanRequest.MOST_RUNS);
    most.setStepButtonsVisible(true);
    most.setManualValidation(true);
    most.setValue(FIRST_RUNS);
    most.addValueChangeListener(_ -> most.setInvalid(false));
    experiment.setPlaceholder("that of the study’s runs");
    experiment.setManualValidation(true);
    recipe.setLabel("Recipe");
    recipe.setItems(recipes);
    recipe.setItemLabelGenerator(Recipe::name);
    recipe.addValueChangeListener(change -> show(change.getValue()));
    vary.setItemLabelGenerator(ParamNode.Value::path);
    vary.setPlaceholder("Choose one by name");
    vary.setHelperText("Runs are chosen from all combinations of these values.");
    vary.setManualValidation(true);
    vary.addValueChangeListener(
        change -> {
          if (change.getValue() != null) {
            vary(change.getValue(), "");
            vary.clear();
          }
        });
    variedPlace.addClassName("varied-params");
    Div aim = grid(goal, params, tokens, flops);
    Div taking = grid(budget, bound, most);
    Div which = grid(recipe, experiment);
    Details fixed = new Details("Params that all of them have", basePlace);
    fixed.addClassName("param-details");
    add(
        failure,
        new Card("What for", aim, taking),
        new Card("Which runs there could be", which, variedPlace, vary, fixed));
    begin(state);
    recipe.setValue(
        recipes.stream()
            .filter(r -> r.name().equals("pretrain"))
            .findFirst()
            .orElse(recipes.getFirst()));
  }

  private static Div grid(Component... fields) {
    Div grid = new Div(fields);
    grid.addClassName("param-grid");
    return grid;
  }

  private void begin(StudyState state) {
    List<Double> budgets = state.counted().stream().map(o -> FitFigures.number(o.flops())).toList();
    if (!budgets.isEmpty()) {
      double largest = Spread.most(budgets);
      flops.setValue(Amounts.flops(largest * 10));
      budget.setValue(Amounts.flops(largest * 3));
    }
    goal.setValue(Goal.BEST_PARAMS);
    showGoal();
  }

  private void showGoal() {
    boolean ofRun = goal.getValue() == Goal.LOSS_OF;
    params.setVisible(ofRun);
    tokens.setVisible(ofRun);
    flops.setVisible(!ofRun);
  }

  private void show(Recipe chosen) {
    ParamForm form =
        new ParamForm(chosen.schema(), JsonNodeFactory.instance.objectNode(), () -> {});
    base = form;
    basePlace.removeAll();
    basePlace.add(form);
    known =
        values(Outline.of(chosen.schema(), JsonNodeFactory.instance.objectNode()).parts()).toList();
    varied.clear();
    variedPlace.removeAll();
    known.stream()
        .filter(p -> FIRST_VALUES.containsKey(p.path()))
        .forEach(p -> vary(p, FIRST_VALUES.getOrDefault(p.path(), "")));
    offer();
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

  private void vary(ParamNode.Value param, String values) {
    CandidateParam row = new CandidateParam(param, values, this::fix);
    varied.add(row);
    variedPlace.add(row);
    offer();
  }

  private void fix(CandidateParam row) {
    varied.remove(row);
    variedPlace.remove(row);
    offer();
  }

  private void offer() {
    List<String> taken = varied.stream().map(CandidateParam::name).toList();
    vary.setItems(known.stream().filter(p -> !taken.contains(p.path())).toList());
  }

  /**
   * What stands in the fields.
   *
   * @return empty when a field has what can be no value at all, which is said there
   * @throws Problem.Invalid with what else is wrong
   */
  Optional<PlanRequest> request() {
    refuse(List.of());
    Optional<Target> target = target();
    Optional<Double> most = budget.amount();
    if (most.isEmpty()) {
      budget.refuse("it takes a budget, such as 1e15");
    }
    boolean sound = base == null || base.isSound();
    if (target.isEmpty() || most.isEmpty() || !sound || recipe.getValue() == null) {
      return Optional.empty();
    }
    boolean hours = bound.getValue() == Bound.HOURS;
    ObjectNode candidates = JsonNodeFactory.instance.objectNode();
    ObjectNode space = candidates.putObject("space");
    varied.forEach(row -> space.set(row.name(), row.json()));
    return Optional.of(
        new PlanRequest(
            target.get(),
            hours ? null : most.get(),
            hours ? (Double) (most.get() * SECONDS_OF_HOUR) : null,
            this.most.getValue() == null ? 0 : this.most.getValue(),
            recipe.getValue().name(),
            Params.of(base == null ? JsonNodeFactory.instance.objectNode() : base.given()),
            Space.parse(candidates, "candidates"),
            experiment.getValue().isBlank() ? null : experiment.getValue().strip()));
  }

  private Optional<Target> target() {
    Goal wanted = goal.getValue();
    if (wanted == Goal.LOSS_OF) {
      Optional<Double> n = needed(params);
      Optional<Double> d = needed(tokens);
      return n.isEmpty() || d.isEmpty()
          ? Optional.empty()
          : Optional.of(new Target.LossOf(n.get(), d.get()));
    }
    return needed(flops)
        .map(c -> wanted == Goal.BEST_PARAMS ? new Target.BestParams(c) : new Target.BestLoss(c));
  }

  private static Optional<Double> needed(AmountField field) {
    Optional<Double> amount = field.amount();
    if (amount.isEmpty()) {
      field.refuse("it takes a number above 0, such as " + field.getPlaceholder());
    }
    return amount;
  }

  void refuse(List<Violation> violations) {
    Faults faults = new Faults();
    faults.at("flops", budget);
    faults.at("seconds", budget);
    faults.at("target.params", params);
    faults.at("target.tokens", tokens);
    faults.at("target.flops", flops);
    faults.at("most", most);
    faults.at("experiment", experiment);
    faults.at("candidates", vary);
    varied.forEach(row -> row.register(faults));
    List<Violation> rest = base == null ? violations : base.show(violations);
    List<Violation> elsewhere = faults.show(rest);
    failure.setText(
        elsewhere.stream()
            .map(v -> v.field() + " is " + v.value() + ": " + v.rule())
            .collect(Collectors.joining("\n")));
    failure.setVisible(!elsewhere.isEmpty());
    if (!elsewhere.isEmpty()) {
      failure.scrollIntoView();
    }
  }
}
