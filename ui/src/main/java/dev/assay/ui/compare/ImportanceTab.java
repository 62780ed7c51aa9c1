package dev.assay.ui.compare;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.combobox.ComboBox;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.data.value.ValueChangeMode;
import dev.assay.importance.Importance;
import dev.assay.importance.ImportanceTask;
import dev.assay.importance.Importances;
import dev.assay.importance.Target;
import dev.assay.problem.Problem;
import dev.assay.ui.compare.ComparedRow.Kind;
import dev.assay.ui.live.Pulse;
import dev.assay.ui.parts.Nothing;
import dev.assay.ui.parts.ProgressLine;
import dev.assay.ui.parts.UrlWord;
import dev.assay.ui.text.Sentences;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Which params matter for a metric, of the compared runs or of all runs of their experiments;
 * computed in the background.
 */
class ImportanceTab extends Div {
  private enum Scope implements UrlWord {
    COMPARED(""),
    EXPERIMENT("experiment");

    private final String parameter;

    Scope(String parameter) {
      this.parameter = parameter;
    }

    @Override
    public String parameter() {
      return parameter;
    }
  }

  private final Comparison comparison;
  private final CompareReader reader;
  private final CompareUrl url;
  private final ComboBox<String> metric = new ComboBox<>("Metric");
  private final Select<Target.Part> part = new Select<>();
  private final Select<Scope> scope = new Select<>();
  private final TextField filter = new TextField("Filter");
  private final Div working = new Div();
  private final ProgressLine progress = new ProgressLine();
  private final Nothing none = new Nothing("");
  private final ImportanceResult result = new ImportanceResult();
  private @Nullable ImportanceTask task;

  ImportanceTab(Comparison comparison, CompareReader reader, CompareUrl url, Pulse pulse) {
    this.comparison = comparison;
    this.reader = reader;
    this.url = url;
    addClassName("importance");
    choices();
    Div tools = new Div(metric, part, scope, filter);
    tools.addClassNames("tools", "labelled");
    working.addClassName("working");
    working.getElement().setAttribute("role", "status");
    working.add(
        new Span("Growing a forest and shuffling params…"),
        progress,
        new Button("Cancel", _ -> cancel()));
    none.getElement().setAttribute("role", "status");
    add(tools, working, none, result);
    nothing("");
    addAttachListener(_ -> compute());
    addDetachListener(_ -> stop());
    pulse.follow(this, () -> task == null ? 0 : task.progress(), progress::show);
  }

  private void choices() {
    List<String> names = reader.names(comparison.ids(), Kind.METRIC);
    metric.setItems(
        query ->
            reader.names(comparison.ids(), Kind.METRIC).stream()
                .filter(n -> contains(n, query.getFilter().orElse("")))
                .skip(query.getOffset())
                .limit(query.getLimit()));
    String wanted = url.get("metric");
    metric.setValue(wanted.isEmpty() ? Headline.of(names) : wanted);
    part.setLabel("Of its values");
    part.setItems(Target.Part.values());
    part.setItemLabelGenerator(ImportanceTab::label);
    part.setValue(
        Arrays.stream(Target.Part.values())
            .filter(p -> p.name().toLowerCase(Locale.ROOT).equals(url.get("part")))
            .findFirst()
            .orElse(Target.Part.LAST));
    scope.setLabel("Of the runs");
    scope.setItems(Scope.values());
    scope.setItemLabelGenerator(this::label);
    scope.setValue(UrlWord.of(url.get("scope"), Scope.COMPARED));
    filter.setPlaceholder("status = 'FINISHED'");
    filter.setClearButtonVisible(true);
    filter.setValueChangeMode(ValueChangeMode.ON_CHANGE);
    filter.setValue(url.get("filter"));
    metric.addValueChangeListener(_ -> change());
    part.addValueChangeListener(_ -> change());
    scope.addValueChangeListener(_ -> change());
    filter.addValueChangeListener(_ -> change());
  }

  private static boolean contains(String name, String part) {
    return name.toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT));
  }

  private static String label(Target.Part part) {
    return switch (part) {
      case LAST -> "Last";
      case MIN -> "Least";
      case MAX -> "Greatest";
    };
  }

  private String label(Scope of) {
    return switch (of) {
      case COMPARED -> "The %d compared".formatted(comparison.size());
      case EXPERIMENT ->
          comparison.experiments().size() == 1
              ? "All of the experiment"
              : "All of their experiments";
    };
  }

  private void change() {
    url.set(
        Map.of(
            "metric",
            Objects.requireNonNullElse(metric.getValue(), ""),
            "part",
            part.getValue() == Target.Part.LAST
                ? ""
                : part.getValue().name().toLowerCase(Locale.ROOT),
            "scope",
            scope.getValue().parameter(),
            "filter",
            filter.getValue()));
    compute();
  }

  private void compute() {
    stop();
    boolean whole = scope.getValue() == Scope.EXPERIMENT;
    filter.setVisible(whole);
    @Nullable String name = metric.getValue();
    if (name == null) {
      nothing("Choose the metric that params may matter for.");
    } else if (!whole && comparison.size() < Importances.LEAST_RUNS) {
      nothing(
          "Importance cannot be told from %d runs: it takes at least %d. Add runs, or choose all of the experiment."
              .formatted(comparison.size(), Importances.LEAST_RUNS));
    } else {
      start(new Target(name, part.getValue()), whole);
    }
  }

  private void start(Target target, boolean whole) {
    ImportanceTask started;
    try {
      started =
          whole
              ? reader.importance(comparison.experiments(), filter.getValue(), target)
              : reader.importance(comparison.ids(), target);
    } catch (Problem e) {
      nothing(Sentences.of(e));
      return;
    }
    task = started;
    progress.show(0.0);
    show(working);
    UI ui = UI.getCurrent();
    var _ =
        started
            .result()
            .whenComplete(
                (found, failure) -> {
                  if (ui.isAttached()) {
                    ui.access(() -> done(started, found, failure));
                  }
                });
  }

  private void done(ImportanceTask of, @Nullable Importance found, @Nullable Throwable failure) {
    if (of != task) {
      return; // another question has been asked since
    }
    task = null;
    if (found != null) {
      result.show(found);
      show(result);
    } else {
      nothing(words(failure));
    }
  }

  private static String words(@Nullable Throwable failure) {
    Throwable cause = failure instanceof CompletionException e ? e.getCause() : failure;
    if (cause instanceof Problem problem) {
      return Sentences.of(problem);
    }
    return cause instanceof CancellationException
        ? "Cancelled. Choose something else, or reload the page, to compute it."
        : "Something went wrong in the server; its log has the cause.";
  }

  private void cancel() {
    stop();
    nothing(words(new CancellationException()));
  }

  private void stop() {
    if (task != null) {
      ImportanceTask running = task;
      task = null;
      running.cancel();
    }
  }

  private void nothing(String why) {
    none.say(why);
    show(none);
  }

  private void show(Component one) {
    List.of(working, none, result).forEach(part -> part.setVisible(part.equals(one)));
  }
}
