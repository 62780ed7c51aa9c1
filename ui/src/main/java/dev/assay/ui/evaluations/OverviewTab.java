package dev.assay.ui.evaluations;

import com.vaadin.flow.component.checkbox.CheckboxGroup;
import com.vaadin.flow.component.combobox.MultiSelectComboBox;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.select.Select;
import dev.assay.evaluations.DiagramRequest;
import dev.assay.evaluations.Evaluation;
import dev.assay.evaluations.EvaluationId;
import dev.assay.evaluations.Report;
import dev.assay.evaluations.Report.ClassScores;
import dev.assay.problem.Problem;
import dev.assay.ui.charts.Figure;
import dev.assay.ui.evaluations.ReliabilityFigure.Curve;
import dev.assay.ui.evaluations.ReliabilityFigure.Shown;
import dev.assay.ui.parts.Card;
import dev.assay.ui.parts.Nothing;
import dev.assay.ui.parts.Table;
import dev.assay.ui.parts.UrlState;
import dev.assay.ui.text.Numbers;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The reliability diagram, all metrics, and which class is taken for which. */
class OverviewTab extends Div implements EvaluationPart {
  private static final int MOST_WITH = 7; // colours that are told apart on one diagram
  private static final Set<Curve> STANDARD = EnumSet.of(Curve.BINS, Curve.CORP);
  private static final List<Integer> BINS = List.of(5, 10, 15, 20, 30, 50);

  private enum Cut {
    WIDTH("of equal width"),
    MASS("of equal mass");

    private final String label;

    Cut(String label) {
      this.label = label;
    }
  }

  private final EvaluationReader reader;
  private final EvaluationState first;
  private final List<Choice> alike;
  private final ClassField ofClass;
  private final Select<Integer> bins = new Select<>();
  private final Select<Cut> cut = new Select<>();
  private final CheckboxGroup<Curve> curves = new CheckboxGroup<>("Drawn");
  private final MultiSelectComboBox<Choice> with = new MultiSelectComboBox<>("Together with");
  private final Figure figure = new Figure();
  private final Aside diagram = new Aside(figure);
  private final Nothing noReport = new Nothing("");
  private final MetricTable metrics = new MetricTable();
  private final Card table = new Card("Metrics", noReport, metrics);
  private final ConfusionTable confusion = new ConfusionTable();
  private final Card mistakes;
  private final Table<ClassScores> classes = new Table<>("Each class against the rest");
  private final Card perClass = new Card("Each class against the rest", classes);
  private List<Shown> drawn = List.of();
  private @Nullable EvaluationState shown;

  OverviewTab(EvaluationState state, EvaluationReader reader, Settings settings) {
    this.reader = reader;
    first = state;
    alike = choices(state.evaluation(), settings.all("with"));
    ofClass = new ClassField(state.evaluation(), settings.get("class"));
    addClassName("overview-tab");
    choices(settings);
    mistakes =
        new Card(
            state.evaluation().isBinary() ? "Decisions at 0.5" : "Which class is taken for which",
            confusion);
    classes
        .text("Class", "84px", ClassScores::name)
        .number("Rows", "66px", c -> Numbers.brief(c.rows()))
        .number("AUROC", "76px", c -> Words.number(c.auroc()), c -> Numbers.exact(c.auroc()))
        .number("AUPRC", "76px", c -> Words.number(c.auprc()), c -> Numbers.exact(c.auprc()))
        .number("F1", "74px", c -> Words.number(c.f1()), c -> Numbers.exact(c.f1()))
        .number("ECE", "80px", c -> Words.number(c.ece()), c -> Numbers.exact(c.ece()));
    classes.setAllRowsVisible(state.evaluation().classes().size() <= 15);
    Div tools = new Div(ofClass, bins, cut, with, curves);
    tools.addClassNames("tools", "labelled");
    figure.addClassName("tall");
    Div cardOfFigure = new Div(diagram);
    cardOfFigure.addClassNames("card", "titled-card");
    Div left = new Div(cardOfFigure, mistakes);
    left.addClassName("stacked");
    Div right = new Div(table, perClass);
    right.addClassName("stacked");
    Div both = new Div(left, right);
    both.addClassName("side-by-side");
    add(tools, both);
  }

  /** Those that may stand beside it, and those that the address asks for. */
  private List<Choice> choices(Evaluation of, List<String> wanted) {
    List<Choice> all = new ArrayList<>(reader.alike(of));
    List<EvaluationId> others =
        wanted.stream()
            .map(OverviewTab::id)
            .flatMap(Optional::stream)
            .filter(id -> all.stream().noneMatch(c -> c.id().equals(id)) && !id.equals(of.id()))
            .limit(MOST_WITH)
            .toList();
    all.addAll(reader.find(others));
    return List.copyOf(all);
  }

  private static Optional<EvaluationId> id(String word) {
    try {
      return Optional.of(EvaluationReader.id(word));
    } catch (Problem.NotFound none) {
      return Optional.empty();
    }
  }

  private void choices(Settings settings) {
    bins.setLabel("Bins");
    bins.setItems(BINS);
    bins.setValue(
        BINS.stream()
            .filter(n -> n.toString().equals(settings.get("bins")))
            .findFirst()
            .orElse(DiagramRequest.DEFAULT.bins()));
    cut.setLabel("Cut");
    cut.setItems(Cut.values());
    cut.setItemLabelGenerator(c -> c.label);
    cut.setValue(settings.word("cut", Cut.WIDTH));
    curves.setItems(Curve.values());
    curves.setItemLabelGenerator(Curve::label);
    curves.setValue(wanted(settings.all("show")));
    with.addClassName("evaluation-field");
    with.setItems(alike);
    with.setItemLabelGenerator(Choice::label);
    with.setEnabled(!alike.isEmpty());
    with.setPlaceholder(alike.isEmpty() ? "None has the same classes" : "Other evaluations");
    with.setValue(
        alike.stream()
            .filter(c -> settings.all("with").contains(c.id().toString()))
            .limit(MOST_WITH)
            .collect(Collectors.toSet()));
    ofClass.addValueChangeListener(_ -> change());
    bins.addValueChangeListener(_ -> change());
    cut.addValueChangeListener(_ -> change());
    with.addValueChangeListener(_ -> change());
    curves.addValueChangeListener(
        _ -> {
          remember();
          draw();
        });
  }

  private static Set<Curve> wanted(List<String> words) {
    Set<Curve> found =
        Stream.of(Curve.values())
            .filter(curve -> words.contains(Settings.word(curve)))
            .collect(Collectors.toSet());
    return found.isEmpty() ? STANDARD : found;
  }

  private void change() {
    remember();
    compute();
  }

  private void remember() {
    Set<Curve> chosen = curves.getValue();
    UrlState.replace(
        this,
        Map.of(
            "class",
            ofClass.word(),
            "bins",
            bins.getValue() == DiagramRequest.DEFAULT.bins() ? "" : bins.getValue().toString(),
            "cut",
            Settings.wordUnless(cut.getValue(), Cut.WIDTH),
            "show",
            chosen.equals(STANDARD)
                ? ""
                : chosen.stream().sorted().map(Settings::word).collect(Collectors.joining(",")),
            "with",
            with.getValue().stream().map(c -> c.id().toString()).collect(Collectors.joining(","))));
  }

  @Override
  public void show(EvaluationState state) {
    @Nullable EvaluationState before = shown;
    shown = state;
    @Nullable Report report = state.report();
    boolean same =
        before != null
            && before.evaluation().status() == state.evaluation().status()
            && Objects.equals(before.report(), report);
    if (same) {
      return;
    }
    boolean there = report != null;
    noReport.setVisible(!there);
    noReport.say(
        state.isWorkedOn()
            ? "Metrics and their intervals are being computed. This page shows them when they are"
                + " there."
            : "Metrics were not computed. Compute again does that.");
    metrics.setVisible(there);
    mistakes.setVisible(there);
    perClass.setVisible(report != null && !report.perClass().isEmpty());
    if (report != null) {
      metrics.show(report);
      confusion.show(state.evaluation().classes(), report.confusion());
      classes.show(report.perClass());
    }
    if (state.isWorkedOn() && !there) { // one thing at a time
      diagram.refuse("The diagram follows when the metrics are there.");
    } else {
      compute();
    }
  }

  private void compute() {
    DiagramRequest wish =
        new DiagramRequest(
            bins.getValue(), cut.getValue() == Cut.MASS, ofClass.chosen(), null, null);
    List<Choice> all = new ArrayList<>();
    all.add(new Choice(first.evaluation(), first.run().name()));
    all.addAll(alike.stream().filter(with.getValue()::contains).limit(MOST_WITH).toList());
    diagram.compute("Drawing the diagram", () -> read(all, wish), this::draw);
  }

  private List<Shown> read(List<Choice> all, DiagramRequest wish) {
    List<Shown> diagrams = new ArrayList<>();
    for (Choice choice : all) {
      String color = diagrams.isEmpty() ? "accent" : "run-" + diagrams.size();
      diagrams.add(new Shown(choice.label(), color, reader.diagram(choice.id(), wish)));
    }
    return diagrams;
  }

  private void draw(List<Shown> found) {
    drawn = found;
    draw();
  }

  private void draw() {
    if (!drawn.isEmpty()) {
      figure.show(ReliabilityFigure.of(drawn, curves.getValue(), cut.getValue() == Cut.MASS));
    }
  }
}
