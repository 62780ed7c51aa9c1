package dev.assay.ui.evaluations;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.select.Select;
import dev.assay.evaluations.EvaluationId;
import dev.assay.evaluations.Recalibrated;
import dev.assay.evaluations.Recalibrated.Judged;
import dev.assay.evaluations.Score;
import dev.assay.team.UserId;
import dev.assay.ui.charts.Figure;
import dev.assay.ui.charts.Figure.As;
import dev.assay.ui.charts.Figure.Content;
import dev.assay.ui.charts.Figure.Dash;
import dev.assay.ui.charts.Figure.Law;
import dev.assay.ui.charts.Figure.Scale;
import dev.assay.ui.charts.Figure.Series;
import dev.assay.ui.parts.Card;
import dev.assay.ui.parts.Command;
import dev.assay.ui.parts.Nothing;
import dev.assay.ui.parts.ServerUrl;
import dev.assay.ui.parts.Table;
import dev.assay.ui.parts.UrlState;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Maps that make the probabilities truer, fitted on other rows: before and after. */
class RecalibrationTab extends Div {
  private static final List<Double> GRID =
      IntStream.rangeClosed(0, 100).mapToObj(i -> i / 100.0).toList();
  private static final List<String> COLORS =
      List.of("run-0", "run-1", "run-9", "run-4", "run-8", "run-6");
  private static final String APPLY =
      """
      curl "%s/api/v1/recalibrations/%s/apply" \\
        -H "Authorization: Bearer $ASSAY_TOKEN" -H "Content-Type: application/json" \\
        -d '{"map": "%s", "probabilities": [%s]}'""";

  private final EvaluationReader reader;
  private final EvaluationActions actions;
  private final EvaluationState state;
  private final List<Choice> alike;
  private final String server = ServerUrl.asSeenByTheBrowser();
  private final EvaluationField fitOn;
  private final Select<Recalibrated> which = new Select<>();
  private final Paragraph verdict = new Paragraph();
  private final Table<Line> table = new Table<>("Before and after");
  private final Figure maps = new Figure();
  private final Div mapsCard = new Div(maps);
  private final Command apply = new Command("");
  private final Anchor download = new Anchor("", "Download the maps as JSON");
  private final Button delete = new Button("Delete", _ -> delete());
  private final Aside answer;
  private final Nothing none;

  /**
   * Metrics before, or after a map.
   *
   * @param best whether it is the map of least log-loss
   */
  private record Line(String name, boolean best, List<Score> scores) {
    Optional<Score> score(String key) {
      return scores.stream().filter(s -> s.key().equals(key)).findFirst();
    }
  }

  /**
   * What there is to see of one.
   *
   * @param curves what each map makes of the probability of the positive of two classes
   */
  private record Seen(
      List<Recalibrated> all, Optional<Recalibrated> shown, Map<String, List<Double>> curves) {}

  RecalibrationTab(
      EvaluationState state,
      EvaluationReader reader,
      EvaluationActions actions,
      Settings settings) {
    this.reader = reader;
    this.actions = actions;
    this.state = state;
    alike = reader.alike(state.evaluation());
    addClassName("recalibration-tab");
    fitOn = new EvaluationField("Fit on the rows of", alike);
    fitOn.choose(alike, settings.get("fit"));
    none =
        new Nothing(
            "Nothing was recalibrated yet. Choose an evaluation of the same classes on other rows,"
                + " as the validation split: temperature, Platt’s, beta, isotonic, histogram and"
                + " vector maps are fitted there and judged on the rows of this one.");
    Button run = new Button("Fit and judge", _ -> recalibrate());
    run.addThemeVariants(ButtonVariant.LUMO_PRIMARY);
    run.setEnabled(!alike.isEmpty());
    columns();
    delete.addThemeVariants(ButtonVariant.LUMO_ERROR, ButtonVariant.LUMO_TERTIARY);
    delete.setVisible(actions.mayEdit());
    which.setLabel("Shown");
    which.setItemLabelGenerator(this::name);
    which.addValueChangeListener(
        change -> {
          if (change.isFromClient() && change.getValue() != null) {
            look(change.getValue().id().toString());
          }
        });
    download.setRouterIgnore(true);
    download.getElement().setAttribute("download", true);
    mapsCard.addClassNames("card", "titled-card");
    verdict.addClassName("verdict");
    Div shown = new Div(which, delete);
    shown.addClassNames("tools", "labelled");
    answer = new Aside(none, shown, verdict, new Card("Before and after", table), mapsCard, use());
    answer.addClassName("stacked-answer");
    Div tools = new Div(fitOn, run);
    tools.addClassNames("tools", "labelled");
    tools.setVisible(actions.mayEdit());
    add(tools, answer);
    look(settings.get("recalibration"));
  }

  private Card use() {
    return new Card(
        "Use it",
        Card.soft("On probabilities as the model gives them, over REST; without map the best one."),
        apply,
        download);
  }

  private void columns() {
    table.text("Map", "130px", line -> line.name() + (line.best() ? ", best" : ""));
    column("Log-loss", "log_loss");
    column("Brier score", "brier");
    column("ECE", "ece");
    column("smECE", "smooth_ece");
    column("ECE, debiased", "debiased_ece");
  }

  private void column(String header, String key) {
    table.sure(
        header,
        "128px",
        line -> line.score(key).map(s -> Words.number(s.interval().estimate())).orElse("–"),
        line -> line.score(key).map(s -> Words.range(s.interval())).orElse(""));
  }

  private String name(Recalibrated of) {
    return "fitted on "
        + name(of.fittedOn())
        + ", "
        + Words.time(of.createdAt().truncatedTo(ChronoUnit.MINUTES));
  }

  private String name(EvaluationId id) {
    return alike.stream()
        .filter(c -> c.id().equals(id))
        .findFirst()
        .map(Choice::label)
        .orElse("an evaluation that is gone");
  }

  private void recalibrate() {
    @Nullable Choice chosen = fitOn.getValue();
    fitOn.setErrorMessage("Choose an evaluation of other rows");
    fitOn.setInvalid(chosen == null);
    if (chosen != null) {
      UserId me = actions.me();
      answer.compute(
          "Fitting maps and judging them",
          () -> {
            Recalibrated made = actions.recalibrate(chosen.id(), state.id(), me);
            return read(made.id().toString());
          },
          this::show);
    }
  }

  /**
   * @param id of the one that is wanted; of an unknown one the newest is shown
   */
  private void look(String id) {
    answer.compute("Reading recalibrations", () -> read(id), this::show);
  }

  private Seen read(String id) {
    List<Recalibrated> all = reader.recalibrations(state.id());
    Optional<Recalibrated> one =
        all.stream()
            .filter(r -> r.id().toString().equals(id))
            .findFirst()
            .or(() -> all.stream().findFirst());
    return new Seen(all, one, one.map(this::curves).orElse(Map.of()));
  }

  private Map<String, List<Double>> curves(Recalibrated of) {
    Map<String, List<Double>> curves = new LinkedHashMap<>();
    if (of.classes().size() == 2) {
      of.maps().forEach(m -> curves.put(m.name(), reader.mapped(of.id(), m.name(), GRID)));
    }
    return curves;
  }

  private void show(Seen seen) {
    boolean any = seen.shown().isPresent();
    answer.showRest(any, none);
    seen.shown().ifPresent(one -> show(one, seen));
  }

  private void show(Recalibrated one, Seen seen) {
    UrlState.replace(
        this,
        Map.of("recalibration", seen.all().getFirst().equals(one) ? "" : one.id().toString()));
    which.setItems(seen.all());
    which.setValue(one);
    List<Line> lines = new ArrayList<>();
    lines.add(new Line("Before", false, one.before()));
    for (int i = 0; i < one.maps().size(); i++) {
      Judged judged = one.maps().get(i);
      lines.add(new Line(title(judged.name()), i == 0, judged.after()));
    }
    table.show(lines);
    verdict.setText(verdict(one));
    mapsCard.setVisible(!seen.curves().isEmpty());
    maps.show(figure(seen.curves()));
    apply.show(APPLY.formatted(server, one.id(), best(one), example(one.classes().size())));
    download.setHref(
        "api/v1/runs/%s/artifacts/content?path=%s"
            .formatted(
                state.run().id(),
                URLEncoder.encode(one.artifact().value(), StandardCharsets.UTF_8)));
  }

  private static String best(Recalibrated one) {
    return one.maps().isEmpty() ? "" : one.maps().getFirst().name();
  }

  private static String example(int classes) {
    return classes == 2
        ? "[0.2], [0.9]"
        : "["
            + String.join(
                ", ", IntStream.range(0, classes).mapToObj(k -> k == 0 ? "0.6" : "…").toList())
            + "]";
  }

  private static String title(String map) {
    return switch (map) {
      case "temperature" -> "Temperature";
      case "platt" -> "Platt’s";
      case "beta" -> "Beta";
      case "isotonic" -> "Isotonic";
      case "histogram" -> "Histogram";
      case "vector" -> "Vector";
      default -> map;
    };
  }

  private static String verdict(Recalibrated one) {
    if (one.maps().isEmpty()) {
      return "No map could be fitted.";
    }
    Line before = new Line("", false, one.before());
    Judged best = one.maps().getFirst();
    Line after = new Line("", true, best.after());
    double from = value(before, "log_loss");
    double to = value(after, "log_loss");
    return to < from
        ? "%s is the best map: log-loss falls from %s to %s, smECE goes from %s to %s."
            .formatted(
                title(best.name()),
                Words.number(from),
                Words.number(to),
                Words.number(value(before, "smooth_ece")),
                Words.number(value(after, "smooth_ece")))
        : "No map helps: the best one, %s, has a log-loss of %s, which is %s without it."
            .formatted(title(best.name()), Words.number(to), Words.number(from));
  }

  private static double value(Line line, String key) {
    return line.score(key).map(s -> s.interval().estimate()).orElse(Double.NaN);
  }

  private static Content figure(Map<String, List<Double>> curves) {
    List<Series> series = new ArrayList<>();
    series.add(Law.diagonal("left as it is"));
    int i = 0;
    for (Map.Entry<String, List<Double>> curve : curves.entrySet()) {
      series.add(
          new Law(
              title(curve.getKey()),
              COLORS.get(i++ % COLORS.size()),
              i == 1 ? Dash.SOLID : Dash.DASHED,
              i != 1,
              GRID,
              curve.getValue(),
              null,
              null));
    }
    return new Content(
        "What each map makes of a probability",
        Scale.between("probability before", As.PLAIN, 0, 1),
        Scale.between("after", As.PLAIN, 0, 1),
        "There is no map",
        series);
  }

  private void delete() {
    @Nullable Recalibrated shown = which.getValue();
    if (shown != null) {
      actions.delete(shown.id());
      look("");
    }
  }
}
