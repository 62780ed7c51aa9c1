package dev.assay.ui.scaling;

import com.vaadin.flow.component.Key;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.icon.Icon;
import com.vaadin.flow.component.icon.VaadinIcon;
import com.vaadin.flow.router.QueryParameters;
import dev.assay.runs.RunStatus;
import dev.assay.studies.Answers;
import dev.assay.studies.Observation;
import dev.assay.studies.Prediction;
import dev.assay.studies.RunStanding;
import dev.assay.studies.StudyOutcome;
import dev.assay.studies.StudyOutcome.Largest;
import dev.assay.ui.live.Pulse;
import dev.assay.ui.parts.Card;
import dev.assay.ui.parts.Nothing;
import dev.assay.ui.parts.RunLink;
import dev.assay.ui.parts.Table;
import dev.assay.ui.parts.UrlState;
import dev.assay.ui.text.Sentences;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the law says of runs that there are not yet, and of those that there are. */
class PredictionsTab extends Div implements StudyPart {
  private static final int MOST_ASKED = 20;
  private static final int MOST_RUNNING = 20;

  private final StudyReader reader;
  private final AmountField params = new AmountField("N, params", "70e9");
  private final AmountField tokens = new AmountField("D, tokens", "1.4T");
  private final AmountField flops = new AmountField("C, FLOPs", "5.9e23");
  private final Div failure = new Div();
  private final Nothing none = new Nothing("");
  private final Div form = new Div();
  private final Table<Prediction> predictions = new Table<>("Predictions");
  private final Nothing noPredictions =
      new Nothing("Nothing has been asked yet. Two of N, D and C say what the third is.");
  private final Table<Largest> largest = new Table<>("The largest runs, predicted");
  private final Nothing noLargest = new Nothing("");
  private final Table<Running> running = new Table<>("Running runs");
  private final Nothing noRunning = new Nothing("");
  private final List<Asked> asked = new ArrayList<>();
  // read on other threads too
  private volatile @Nullable StudyState shown;
  private @Nullable List<Running> shownRunning;

  /** A size that somebody wants to know the loss of. */
  record Asked(double params, double tokens) {}

  /** A run that goes on, and where it stands. */
  record Running(Observation observation, RunStanding standing) {}

  PredictionsTab(StudyState state, StudyReader reader, Pulse pulse, QueryParameters settings) {
    this.reader = reader;
    addClassName("predictions-tab");
    settings.getSingleParameter("at").ifPresent(this::read);
    failure.addClassName("failure");
    failure.getElement().setAttribute("role", "alert");
    failure.setVisible(false);
    Button predict = new Button("Predict", _ -> ask());
    predict.addThemeVariants(ButtonVariant.LUMO_PRIMARY);
    predict.addClickShortcut(Key.ENTER).listenOn(form);
    Div fields = new Div(params, tokens, flops, predict);
    fields.addClassNames("tools", "labelled");
    form.add(fields, failure);
    form.addClassName("stacked");
    columns();
    add(
        new Card("Loss of a planned run", none, form, noPredictions, predictions),
        new Card(
            "The largest runs, predicted from all smaller ones",
            Card.soft(
                "A law that was fitted without them. What it is off by here is what to expect of the"
                    + " next step up."),
            noLargest,
            largest),
        new Card(
            "Where running runs stand",
            Card.soft(
                "The law is of runs at their end: one whose learning rate has yet to fall is above it"
                    + " for that alone."),
            noRunning,
            running));
    show(state);
    pulse.follow(this, this::going, this::showRunning);
  }

  private void columns() {
    predictions
        .number("N", "90px", p -> Amounts.count(p.params()))
        .number("D", "90px", p -> Amounts.count(p.tokens()))
        .number("C", "100px", p -> Amounts.flops(p.flops()))
        .number("D/N", "80px", p -> Amounts.count(p.tokens() / p.params()))
        .sure(
            "Loss of the law",
            "170px",
            p -> Amounts.nats(p.law().estimate()),
            p -> Amounts.range(p.law(), Amounts::nats))
        .sure(
            "Loss of one run",
            "170px",
            p -> Amounts.nats(p.run().estimate()),
            p -> Amounts.range(p.run(), Amounts::nats))
        .text("Reach", "200px", p -> Sentences.capital(p.reach()));
    predictions
        .addComponentColumn(this::remove)
        .setHeader("")
        .setWidth("56px")
        .setFlexGrow(0)
        .setKey("remove");
    largest
        .addComponentColumn(PredictionsTab::name)
        .setHeader("Run")
        .setWidth("160px")
        .setFlexGrow(2);
    largest
        .number("N", "90px", l -> Amounts.count(l.params()))
        .number("D", "90px", l -> Amounts.count(l.tokens()))
        .number("C", "100px", l -> Amounts.flops(l.flops()))
        .number("Predicted", "110px", l -> Amounts.nats(l.predictedNats()))
        .number("Result", "110px", l -> Amounts.nats(l.lossNats()))
        .number("Off by", "100px", l -> Amounts.signed(l.logError()));
    running
        .addComponentColumn(r -> link(r.observation()))
        .setHeader("Run")
        .setWidth("160px")
        .setFlexGrow(2);
    running
        .number("N", "90px", r -> Amounts.count(r.standing().params()))
        .number("D so far", "100px", r -> Amounts.count(r.standing().tokens()))
        .number("Loss", "100px", r -> Amounts.nats(r.standing().position().lossNats()))
        .number(
            "95 % of such runs",
            "160px", r -> Amounts.range(r.standing().position().expected(), Amounts::nats));
    running.addComponentColumn(PredictionsTab::standing).setHeader("Stands").setWidth("170px");
  }

  private static Span standing(Running running) {
    Span status = new Span(Words.of(running.standing().position().standing()));
    status.addClassNames("status", Words.styleClass(running.standing().position().standing()));
    return status;
  }

  private static Anchor link(Observation observation) {
    Anchor link = new Anchor();
    if (observation.run() != null) {
      link.setHref(RunLink.path(observation.run()));
      link.add(RunLink.swatch(observation.run()));
    }
    link.addClassName("run-link");
    Span name = new Span(observation.label());
    name.setTitle(observation.label());
    link.add(name);
    return link;
  }

  private static Span name(Largest largest) {
    Span name = new Span(largest.label());
    name.setTitle(largest.label());
    return name;
  }

  private Button remove(Prediction prediction) {
    Button remove =
        new Button(
            new Icon(VaadinIcon.CLOSE_SMALL),
            _ -> {
              asked.removeIf(
                  a -> a.params() == prediction.params() && a.tokens() == prediction.tokens());
              keep();
            });
    remove.addThemeVariants(
        ButtonVariant.LUMO_TERTIARY, ButtonVariant.LUMO_ICON, ButtonVariant.LUMO_SMALL);
    remove.setAriaLabel("Take this prediction away");
    remove.setTooltipText("Take it away");
    return remove;
  }

  /** {@code 1e6:2e7,4e6:8e7}; what is none is left out. */
  private void read(String at) {
    Arrays.stream(at.split(",", -1))
        .map(pair -> pair.split(":", -1))
        .filter(pair -> pair.length == 2)
        .limit(MOST_ASKED)
        .forEach(
            pair -> {
              Optional<Double> n = Amounts.read(pair[0]).filter(v -> v > 0);
              Optional<Double> d = Amounts.read(pair[1]).filter(v -> v > 0);
              if (n.isPresent() && d.isPresent()) {
                asked.add(new Asked(n.get(), d.get()));
              }
            });
  }

  /** In the address, so that a link shows the same. */
  private void keep() {
    UrlState.replace(
        this,
        Map.of(
            "at",
            asked.stream()
                .map(a -> brief(a.params()) + ":" + brief(a.tokens()))
                .collect(Collectors.joining(","))));
    predict();
  }

  private static String brief(double value) {
    return BigDecimal.valueOf(value)
        .round(new MathContext(6))
        .stripTrailingZeros()
        .toString()
        .replace("+", "");
  }

  private void ask() {
    Optional<Double> n = params.amount();
    Optional<Double> d = tokens.amount();
    Optional<Double> c = flops.amount();
    if (params.isInvalid() || tokens.isInvalid() || flops.isInvalid()) {
      return;
    }
    long given = List.of(n, d, c).stream().filter(Optional::isPresent).count();
    failure.setVisible(given != 2);
    failure.setText(
        given == 3
            ? "C is 6 N D here: give two of the three, and leave one open."
            : "Give two of N, D and C.");
    if (given != 2) {
      return;
    }
    double product = c.orElse(0.0) / 6;
    Asked size =
        new Asked(
            n.orElseGet(() -> product / d.orElseThrow()),
            d.orElseGet(() -> product / n.orElseThrow()));
    if (!isNumber(size.params()) || !isNumber(size.tokens())) {
      failure.setVisible(true);
      failure.setText("C / (6 N) or C / (6 D) is no number here: give others.");
      return;
    }
    asked.addFirst(size);
    if (asked.size() > MOST_ASKED) {
      asked.removeLast();
    }
    keep();
  }

  private static boolean isNumber(double amount) {
    return amount > 0 && Double.isFinite(amount);
  }

  private void predict() {
    StudyState state = Objects.requireNonNull(shown);
    Optional<Answers> answers = reader.answers(state);
    form.setVisible(answers.isPresent());
    none.setVisible(answers.isEmpty());
    none.say("Nothing can be predicted yet. " + Sentences.capital(Words.reason(state.outcome())));
    predictions.show(
        answers
            .map(of -> asked.stream().map(a -> of.predict(a.params(), a.tokens())).toList())
            .orElse(List.of()));
    predictions.setVisible(answers.isPresent() && !asked.isEmpty());
    noPredictions.setVisible(answers.isPresent() && asked.isEmpty());
  }

  @Override
  public void show(StudyState state) {
    @Nullable StudyState before = shown;
    shown = state;
    if (before == null || !Objects.equals(before.fitted(), state.fitted())) {
      predict();
      showLargest(state.outcome());
    }
  }

  private void showLargest(@Nullable StudyOutcome outcome) {
    List<Largest> all = outcome == null ? List.of() : outcome.largest();
    largest.show(all);
    largest.setVisible(!all.isEmpty());
    noLargest.setVisible(all.isEmpty());
    noLargest.say(
        outcome == null || outcome.whyNoLargest() == null
            ? "No law could be fitted without the largest runs."
            : Sentences.of(outcome.whyNoLargest()));
  }

  private List<Running> going() {
    StudyState state = Objects.requireNonNull(shown);
    return state.isFrozen()
        ? List.of()
        : reader.going(state, MOST_RUNNING).stream()
            .flatMap(
                o ->
                    reader
                        .standing(Objects.requireNonNull(o.run()), state.id())
                        .map(s -> new Running(o, s))
                        .stream())
            .filter(r -> r.standing().status() == RunStatus.RUNNING)
            .toList();
  }

  private void showRunning(List<Running> all) {
    if (all.equals(shownRunning)) {
      return;
    }
    shownRunning = all;
    running.show(all);
    running.setVisible(!all.isEmpty());
    noRunning.setVisible(all.isEmpty());
    noRunning.say(
        Objects.requireNonNull(shown).isFrozen()
            ? "A version knows of no runs but those that it was made from."
            : "No run of this study is running that could be compared with a law.");
  }
}
