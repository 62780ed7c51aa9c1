package dev.assay.ui.scaling;

import com.vaadin.flow.component.checkbox.Checkbox;
import com.vaadin.flow.component.combobox.MultiSelectComboBox;
import com.vaadin.flow.component.details.Details;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.textfield.IntegerField;
import com.vaadin.flow.component.textfield.NumberField;
import com.vaadin.flow.component.textfield.TextField;
import dev.assay.problem.Problem;
import dev.assay.problem.Problem.Violation;
import dev.assay.query.Operand;
import dev.assay.query.Operand.Kind;
import dev.assay.runs.Experiment;
import dev.assay.scaling.Fixed;
import dev.assay.studies.Column;
import dev.assay.studies.Rules;
import dev.assay.studies.StudySource;
import dev.assay.studies.StudySpec;
import dev.assay.sweeps.Sweep;
import dev.assay.ui.parts.Card;
import dev.assay.ui.parts.Faults;
import dev.assay.ui.workspace.Known;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Asks for all that a study is to be. */
final class StudyForm extends Div {
  private final Runnable changed;
  private final TextField name = new TextField("Name");
  private final SourceFields source;
  private final Card columns;
  private final ColumnFields params;
  private final ColumnFields tokens;
  private final ColumnFields flops;
  private final ColumnFields loss;
  private final ColumnFields curve;
  private final ColumnFields uniqueTokens;
  private final MultiSelectComboBox<String> hyperparameters =
      new MultiSelectComboBox<>("Tuned hyperparameters");
  private final Checkbox unfinished = new Checkbox("Leave out runs that have not finished");
  private final Checkbox untuned =
      new Checkbox("Of runs of the same params and tokens only the best counts");
  private final NumberField lossAbove = new NumberField("Leave out losses above, as diverged");
  private final NumberField floor = new NumberField("E, floor");
  private final NumberField alpha = new NumberField("α, exponent of N");
  private final NumberField beta = new NumberField("β, exponent of D");
  private final AmountField target = new AmountField("Budget the study is about, FLOPs", "1e20");
  private final IntegerField resamples = new IntegerField("Resamples");
  private final IntegerField seed = new IntegerField("Seed");
  private @Nullable StudySpec began; // what is changed; null of a new one
  private final Div failure = new Div();
  private List<String> tunable = List.of();

  /**
   * @param changed called when something else stands in a field
   */
  StudyForm(List<Experiment> experiments, List<Sweep> sweeps, Runnable changed) {
    this.changed = changed;
    addClassName("study-form");
    source = new SourceFields(experiments, sweeps, changed);
    params =
        new ColumnFields("N, params", "How many parameters a model has", Unit.OF_COUNTS, changed);
    tokens =
        new ColumnFields(
            "D, tokens",
            "How many tokens it was trained on; a step’s tokens may be typed as the unit",
            Unit.OF_COUNTS,
            changed);
    loss =
        new ColumnFields(
            "L, loss", "Mean per token on held-out data, at the end", Unit.OF_LOSSES, changed);
    flops = new ColumnFields("C, compute", "Empty: 6 N D", Unit.OF_FLOPS, changed);
    curve =
        new ColumnFields(
            "Training curve", "A metric, for the envelope (approach 1)", Unit.OF_LOSSES, changed);
    uniqueTokens =
        new ColumnFields("Unique tokens", "For the law of repeated data", Unit.OF_COUNTS, changed);
    columns = columns();
    failure.addClassName("failure");
    failure.getElement().setAttribute("role", "alert");
    failure.setVisible(false);
    name.setRequiredIndicatorVisible(true);
    name.setManualValidation(true);
    name.setMaxLength(100);
    name.addValueChangeListener(_ -> accept(name::setInvalid));
    name.addClassName("study-name");
    add(failure, name, new Card("Where its runs come from", source), columns, rules(), law());
  }

  private void accept(Consumer<Boolean> invalid) {
    invalid.accept(false);
    changed.run();
  }

  private Card columns() {
    hyperparameters.setHelperText("Their best values are fitted as power laws of C.");
    hyperparameters.setManualValidation(true);
    hyperparameters.setAllowCustomValue(true);
    hyperparameters.addCustomValueSetListener(
        typed -> {
          Set<String> all = new LinkedHashSet<>(hyperparameters.getValue());
          all.add(typed.getDetail().strip());
          tune(all);
        });
    hyperparameters.addValueChangeListener(_ -> accept(hyperparameters::setInvalid));
    Div first = new Div(params, tokens, loss, flops);
    first.addClassName("column-grid");
    Div others = new Div(curve, uniqueTokens, hyperparameters);
    others.addClassName("column-grid");
    Details more = new Details("More columns", others);
    more.addClassName("param-details");
    return new Card(
        "What their numbers are",
        Card.soft("Columns of the search language: params.x, tags.x, metrics.x or min(metrics.x)."),
        first,
        more);
  }

  private Card rules() {
    unfinished.addValueChangeListener(_ -> changed.run());
    untuned.addValueChangeListener(_ -> changed.run());
    untuned.setHelperText("The others tuned it, as its learning rate.");
    lossAbove.setPlaceholder("none");
    lossAbove.setManualValidation(true);
    lossAbove.setSuffixComponent(new Span("nats"));
    lossAbove.addValueChangeListener(_ -> accept(lossAbove::setInvalid));
    Div all = new Div(unfinished, untuned, lossAbove);
    all.addClassName("stacked");
    return new Card(
        "Which do not count",
        Card.soft(
            "Each that is left out says why. Runs without a finite loss never count; others can be"
                + " left out by hand later."),
        all);
  }

  private Card law() {
    for (NumberField field : List.of(floor, alpha, beta)) {
      field.setPlaceholder("fitted");
      field.setManualValidation(true);
      field.addValueChangeListener(_ -> accept(field::setInvalid));
    }
    target.setHelperText("Empty: ten times the largest run.");
    target.addValueChangeListener(_ -> changed.run());
    resamples.setManualValidation(true);
    resamples.setHelperText("For intervals, 1,000 to 10,000");
    resamples.addValueChangeListener(_ -> accept(resamples::setInvalid));
    seed.setManualValidation(true);
    seed.setHelperText("Of everything that is random");
    seed.addValueChangeListener(_ -> accept(seed::setInvalid));
    Div grid = new Div(floor, alpha, beta, target, resamples, seed);
    grid.addClassName("param-grid");
    return new Card(
        "The law L = E + A/N^α + B/D^β",
        Card.soft("What is known, as an exponent of a paper, can be fixed; else it is fitted."),
        grid);
  }

  void begin(StudySpec spec, List<Experiment> experiments, List<Sweep> sweeps) {
    began = spec;
    name.setValue(spec.name());
    source.show(spec.source(), experiments, sweeps);
    params.show(spec.params());
    tokens.show(spec.tokens());
    flops.show(spec.flops());
    loss.show(spec.loss());
    curve.show(spec.curve());
    uniqueTokens.show(spec.uniqueTokens());
    tune(spec.hyperparameters().stream().map(Column::word).collect(Collectors.toSet()));
    unfinished.setValue(spec.rules().unfinished());
    untuned.setValue(spec.rules().untuned());
    lossAbove.setValue(spec.rules().lossAbove());
    floor.setValue(spec.fixed().floorNats());
    alpha.setValue(spec.fixed().alpha());
    beta.setValue(spec.fixed().beta());
    target.setValue(spec.targetFlops() == null ? "" : spec.targetFlops().toString());
    resamples.setValue(spec.resamples());
    seed.setValue((int) spec.seed() == spec.seed() ? (Integer) (int) spec.seed() : null);
  }

  private void tune(Set<String> words) {
    Set<String> all = new LinkedHashSet<>(words);
    all.addAll(tunable);
    hyperparameters.setItems(all);
    hyperparameters.setValue(words);
  }

  /** Suggests columns of the runs that there are. */
  void offer(Known known) {
    List<String> metrics = words(Kind.METRIC, known.metrics());
    List<String> numbers =
        words(
            Kind.PARAM,
            known.params().entrySet().stream()
                .filter(Map.Entry::getValue)
                .map(Map.Entry::getKey)
                .sorted()
                .toList());
    List<String> tags = words(Kind.TAG, known.tags().stream().sorted().toList());
    List<String> all = new ArrayList<>(numbers);
    all.addAll(tags);
    all.addAll(metrics);
    List.of(params, tokens, flops, uniqueTokens).forEach(column -> column.offer(all));
    List<String> losses = new ArrayList<>(metrics);
    metrics.forEach(metric -> losses.add("min(" + metric + ")"));
    loss.offer(losses);
    curve.offer(metrics);
    source.complete(known);
    if (!numbers.equals(tunable)) {
      tunable = numbers;
      tune(hyperparameters.getValue());
    }
    columns.setVisible(!source.isTable());
  }

  private static List<String> words(Kind kind, List<String> keys) {
    return keys.stream().map(key -> Operand.of(kind, key).inWords()).toList();
  }

  boolean isTable() {
    return source.isTable();
  }

  String csv() {
    return source.csv();
  }

  Optional<StudySource> source() {
    return source.source();
  }

  /**
   * What stands in the fields.
   *
   * @return empty when a field has what can be no value at all, which is said there
   * @throws Problem.Invalid with all else that is wrong
   */
  Optional<StudySpec> spec() {
    Optional<StudySource> from = source.source();
    Optional<Double> flopsWanted = target.amount();
    if (from.isEmpty()) {
      source.refuseSweep();
    }
    if (from.isEmpty() || target.isInvalid()) {
      return Optional.empty();
    }
    boolean table = source.isTable();
    // a table has no columns: those of its study stay, for the runs that it has queued
    @Nullable StudySpec before = began;
    StudySpec standard = before == null ? StudySpec.ofPretraining("-", from.get()) : before;
    return Optional.of(
        new StudySpec(
            name.getValue().strip(),
            from.get(),
            table ? standard.params() : params.required(),
            table ? standard.tokens() : tokens.required(),
            table ? standard.flops() : flops.given(),
            table ? standard.loss() : loss.required(),
            table ? standard.curve() : curve.given(),
            table ? standard.uniqueTokens() : uniqueTokens.given(),
            table
                ? standard.hyperparameters()
                : hyperparameters.getValue().stream()
                    .sorted()
                    .map(word -> column(word, standard.hyperparameters()))
                    .toList(),
            new Rules(unfinished.getValue(), lossAbove.getValue(), untuned.getValue()),
            new Fixed(floor.getValue(), alpha.getValue(), beta.getValue()),
            flopsWanted.orElse(null),
            resamples.getValue() == null ? 0 : resamples.getValue(),
            seed.getValue() == null ? standard.seed() : seed.getValue()));
  }

  /** With its unit, if it had one. */
  private static Column column(String word, List<Column> before) {
    return before.stream()
        .filter(column -> column.word().equals(word))
        .findFirst()
        .orElseGet(() -> Column.of(word));
  }

  /** Says at the fields what is wrong, all at once; with nothing, that all is well. */
  void refuse(List<Violation> violations) {
    Faults faults = new Faults();
    faults.at("name", name);
    source.register(faults);
    params.register(faults, "params");
    tokens.register(faults, "tokens");
    flops.register(faults, "flops");
    loss.register(faults, "loss");
    curve.register(faults, "curve");
    uniqueTokens.register(faults, "uniqueTokens");
    faults.at("hyperparameters", hyperparameters);
    faults.at("rules.lossAbove", lossAbove);
    faults.at("fixed.floorNats", floor);
    faults.at("floorNats", floor);
    faults.at("fixed.alpha", alpha);
    faults.at("alpha", alpha);
    faults.at("fixed.beta", beta);
    faults.at("beta", beta);
    faults.at("targetFlops", target);
    faults.at("resamples", resamples);
    faults.at("seed", seed);
    say(faults.show(violations));
  }

  /** What is wrong with the table of points stands under it. */
  void refuseCsv(List<Violation> violations) {
    source.csvField().refuse(violations);
  }

  private void say(List<Violation> elsewhere) {
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
