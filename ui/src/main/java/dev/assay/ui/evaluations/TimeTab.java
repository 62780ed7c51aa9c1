package dev.assay.ui.evaluations;

import com.vaadin.flow.component.combobox.ComboBox;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import dev.assay.evaluations.Evaluation;
import dev.assay.evaluations.Report;
import dev.assay.evaluations.Report.LastCalibrated;
import dev.assay.evaluations.Score;
import dev.assay.evaluations.Windows;
import dev.assay.evaluations.Windows.Window;
import dev.assay.ui.charts.Figure;
import dev.assay.ui.evaluations.WindowFigure.Verdict;
import dev.assay.ui.parts.Card;
import dev.assay.ui.parts.Nothing;
import dev.assay.ui.parts.Table;
import dev.assay.ui.parts.UrlState;
import dev.assay.ui.text.Numbers;
import dev.assay.ui.text.Sentences;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How good it was when: a metric by window of time, and rows split by time again and again. */
class TimeTab extends Div implements EvaluationPart {
  private static final String AUTOMATIC = "10 to 20 windows";
  private static final String STANDARD = "smooth_ece";
  private static final int MOST_WINDOWS = 500;

  private final EvaluationReader reader;
  private final EvaluationState first;
  private final ComboBox<Score> metric = new ComboBox<>("Metric");
  private final ComboBox<String> length = new ComboBox<>("Window, or typed: 36 h, 7 d");
  private final Paragraph verdict = new Paragraph();
  private final Figure figure = new Figure();
  private final Table<Window> windows = new Table<>("Windows");
  private final Aside answer;
  private String wantedMetric;
  private boolean asked;

  TimeTab(EvaluationState state, EvaluationReader reader, Settings settings) {
    this.reader = reader;
    first = state;
    wantedMetric = settings.get("metric").isEmpty() ? STANDARD : settings.get("metric");
    addClassName("time-tab");
    verdict.addClassName("verdict");
    answer = new Aside(Card.of(figure), new Card("Windows", Card.soft(calibrationRule()), windows));
    if (!state.hasTimes()) {
      add(
          new Nothing(
              "Rows of this evaluation have no times, so nothing can be said of when it was good."
                  + " Upload the predictions again with a column of times: timestamp, or any that"
                  + " is named as the timestamp."));
      return;
    }
    metric.setItemLabelGenerator(Score::label);
    metric.addValueChangeListener(change -> changed(change.isFromClient()));
    columns();
    length(settings);
    Div tools = new Div(metric, length);
    tools.addClassNames("tools", "labelled");
    add(verdict, tools, answer, new WalkForwardCard(state, reader, settings));
  }

  private static String calibrationRule() {
    return "A window is well calibrated when its smECE is not above the 95 % quantile of what it"
        + " would be if its forecasts were true. Of twenty good windows one is not.";
  }

  private void columns() {
    windows
        .text("Window, UTC", "240px", WindowFigure::name)
        .number("Rows", "90px", w -> Numbers.whole(w.rows()))
        .sure("Value", "170px", TimeTab::estimate, TimeTab::range)
        .text("Calibration", "190px", TimeTab::said);
  }

  private static String estimate(Window window) {
    return window.scores().isEmpty()
        ? "–"
        : Words.number(window.scores().getFirst().interval().estimate());
  }

  private static String range(Window window) {
    return window.scores().isEmpty() ? "" : Words.range(window.scores().getFirst().interval());
  }

  private static String said(Window window) {
    return window.problem() == null
        ? Sentences.capital(Verdict.of(window).label())
        : Sentences.of(window.problem());
  }

  private void length(Settings settings) {
    List<String> round = Lengths.within(span(), MOST_WINDOWS).stream().map(Lengths::text).toList();
    length.setItems(Stream.concat(Stream.of(AUTOMATIC), round.stream()).toList());
    length.setAllowCustomValue(true);
    length.setManualValidation(true);
    length.setErrorMessage(Lengths.RULE);
    length.setValue(Lengths.parse(settings.get("length")).map(Lengths::text).orElse(AUTOMATIC));
    length.addCustomValueSetListener(
        typed -> {
          Optional<Duration> found = Lengths.parse(typed.getDetail());
          length.setInvalid(found.isEmpty());
          found.ifPresent(
              d -> {
                length.setValue(Lengths.text(d));
                changed(true);
              });
        });
    length.addValueChangeListener(
        change -> {
          length.setInvalid(false);
          changed(change.isFromClient());
        });
  }

  private Duration span() {
    Evaluation evaluation = first.evaluation();
    @Nullable Instant from = evaluation.from();
    @Nullable Instant until = evaluation.until();
    return from == null || until == null ? Duration.ZERO : Duration.between(from, until);
  }

  private void changed(boolean bySomebody) {
    if (bySomebody) {
      @Nullable Score chosen = metric.getValue();
      wantedMetric = chosen == null ? STANDARD : chosen.key();
      UrlState.replace(
          this,
          Map.of(
              "metric",
              wantedMetric.equals(STANDARD) ? "" : wantedMetric,
              "length",
              chosenLength().map(Lengths::word).orElse("")));
      compute();
    }
  }

  private Optional<Duration> chosenLength() {
    return Optional.ofNullable(length.getValue()).flatMap(Lengths::parse);
  }

  @Override
  public void show(EvaluationState state) {
    @Nullable Report report = state.report();
    if (!state.hasTimes() || asked) {
      return;
    }
    if (report == null) {
      verdict.setText(
          state.isWorkedOn()
              ? "Windows follow when the metrics are there."
              : "Metrics were not computed. Compute again does that.");
      return;
    }
    asked = true;
    verdict.setText(calibrated(report));
    metric.setItems(report.scores());
    metric.setValue(
        report.scores().stream()
            .filter(s -> s.key().equals(wantedMetric))
            .findFirst()
            .orElseGet(() -> report.scores().getFirst()));
    compute();
  }

  /** As it was found when the evaluation came, until the windows are there. */
  private static String calibrated(Report report) {
    @Nullable LastCalibrated last = report.calibration();
    return last == null || last.until() == null
        ? ""
        : "Last well calibrated until " + Words.time(last.until()) + ".";
  }

  /** Of windows of which it can be said. */
  private static String calibrated(Windows found) {
    List<Window> told = found.windows().stream().filter(w -> w.isWellCalibrated() != null).toList();
    if (told.isEmpty()) {
      return "There are too few rows in any window to say whether it is well calibrated.";
    }
    List<Window> well = told.stream().filter(w -> Verdict.of(w) == Verdict.WELL).toList();
    return well.isEmpty()
        ? "It is not well calibrated in any window."
        : "Last well calibrated until %s. %d of %s are."
            .formatted(
                Words.time(well.getLast().until()),
                well.size(),
                Numbers.count(told.size(), "window"));
  }

  private void compute() {
    @Nullable Score chosen = metric.getValue();
    if (chosen == null) {
      return;
    }
    @Nullable Duration wanted = chosenLength().orElse(null);
    answer.compute(
        "Computing windows",
        () -> reader.windows(first.id(), wanted, chosen.key()),
        found -> show(found, chosen.label()));
  }

  private void show(Windows found, String label) {
    figure.show(WindowFigure.of(found, label));
    windows.getColumns().get(2).setHeader(label);
    verdict.setText(calibrated(found));
    windows.show(found.windows());
  }
}
