package dev.assay.ui.compare;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.NativeButton;
import com.vaadin.flow.component.html.Nav;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterObserver;
import com.vaadin.flow.router.HasDynamicTitle;
import com.vaadin.flow.router.QueryParameters;
import com.vaadin.flow.router.Route;
import dev.assay.runs.Run;
import dev.assay.runs.RunId;
import dev.assay.ui.live.Pulse;
import dev.assay.ui.parts.Nothing;
import dev.assay.ui.parts.UrlWord;
import dev.assay.ui.shell.Shell;
import dev.assay.ui.text.Numbers;
import jakarta.annotation.security.PermitAll;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Several runs side by side: {@code /compare?runs=ID,ID&baseline=ID&tab=config}. */
@Route(value = "compare", layout = Shell.class)
@PermitAll
class CompareView extends Div implements BeforeEnterObserver, HasDynamicTitle {
  private static final int MOST_NOTICES = 5;
  private static final int LONGEST_QUOTED = 60;

  private final CompareReader reader;
  private final Pulse pulse;
  private final Clock clock;
  private final Div content = new Div();
  private CompareUrl url;
  private final Map<CompareTab, NativeButton> buttons = new EnumMap<>(CompareTab.class);
  private Comparison comparison = new Comparison(List.of(), 0, List.of());

  CompareView(CompareReader reader, Pulse pulse, Clock clock) {
    this.reader = reader;
    this.pulse = pulse;
    this.clock = clock;
    url = new CompareUrl(this, QueryParameters.empty());
    addClassNames("page", "compare");
    content.addClassName("tab-content");
  }

  @Override
  public void beforeEnter(BeforeEnterEvent event) {
    url = new CompareUrl(this, event.getLocation().getQueryParameters());
    WantedRuns wanted = WantedRuns.of(url.get("runs"));
    List<Run> found = reader.runs(wanted.ids());
    List<Run> shown = found.stream().filter(run -> run.deletedAt() == null).toList();
    comparison = Comparison.of(shown, url.get("baseline"));
    removeAll();
    add(
        new CompareHeader(
            title(), comparison, notices(wanted, found), reader, this::compare, this::rebase));
    if (comparison.size() < 2) {
      add(new Nothing(whatToDo()));
    } else {
      CompareTab tab = UrlWord.of(url.get("tab"), CompareTab.CHARTS);
      add(tabs(), content);
      open(tab);
    }
  }

  private String title() {
    return comparison.size() < 2
        ? "Compare runs"
        : "Compare " + Numbers.count(comparison.size(), "run");
  }

  private String whatToDo() {
    return (comparison.size() == 1 ? "One run alone cannot be compared. " : "")
        + "Add runs by name above, or mark some in the table of an experiment and choose Compare:"
        + " 2 to %d runs are shown side by side.".formatted(WantedRuns.MOST);
  }

  /** What the address asks for and is not shown, in words. */
  private static List<String> notices(WantedRuns wanted, List<Run> found) {
    List<String> notices = new ArrayList<>();
    wanted.malformed().forEach(text -> notices.add("“%s” is no id of a run.".formatted(cut(text))));
    List<RunId> there = found.stream().map(Run::id).toList();
    wanted.ids().stream()
        .filter(id -> !there.contains(id))
        .forEach(id -> notices.add("There is no run %s; it may have been purged.".formatted(id)));
    found.stream()
        .filter(run -> run.deletedAt() != null)
        .forEach(
            run ->
                notices.add("%s is deleted: restore it to compare it.".formatted(cut(run.name()))));
    if (wanted.beyond() > 0) {
      notices.add(
          "At most %d runs are compared: the last %d of the address are left out."
              .formatted(WantedRuns.MOST, wanted.beyond()));
    }
    if (notices.size() > MOST_NOTICES) {
      List<String> some = new ArrayList<>(notices.subList(0, MOST_NOTICES));
      some.add("And %d more like these.".formatted(notices.size() - MOST_NOTICES));
      return some;
    }
    return notices;
  }

  private static String cut(String text) {
    return text.length() > LONGEST_QUOTED ? text.substring(0, LONGEST_QUOTED) + "…" : text;
  }

  private Nav tabs() {
    Nav tabs = new Nav();
    tabs.addClassName("parts");
    tabs.getElement().setAttribute("aria-label", "Ways to compare");
    for (CompareTab tab : CompareTab.values()) {
      NativeButton button =
          new NativeButton(
              tab.label(),
              click -> {
                url.set(Map.of("tab", tab.parameter()));
                open(tab);
              });
      buttons.put(tab, button);
      tabs.add(button);
    }
    return tabs;
  }

  private void open(CompareTab tab) {
    buttons.forEach(
        (other, button) ->
            button.getElement().setAttribute("aria-current", other == tab ? "page" : "false"));
    content.removeAll();
    content.add(part(tab));
  }

  private Component part(CompareTab tab) {
    return switch (tab) {
      case CHARTS -> new ChartsTab(comparison, url);
      case CONFIG -> new ConfigTab(comparison, reader, url);
      case CODE -> new CodeTab(comparison, reader, url);
      case ENVIRONMENT -> new EnvironmentTab(comparison, reader, url);
      case PARALLEL -> new ParallelTab(comparison, reader, url, clock);
      case SCATTER -> new ScatterTab(comparison, reader, url, clock);
      case BOX -> new BoxTab(comparison, reader, url, clock);
      case IMPORTANCE -> new ImportanceTab(comparison, reader, url, pulse);
    };
  }

  /** What it is set to now. */
  CompareUrl url() {
    return url;
  }

  private void compare(List<RunId> runs) {
    go(Map.of("runs", WantedRuns.text(runs)));
  }

  private void rebase(RunId baseline) {
    boolean first = comparison.ids().getFirst().equals(baseline);
    go(Map.of("baseline", first ? "" : baseline.toString()));
  }

  private void go(Map<String, String> to) {
    UI.getCurrent().navigate(CompareView.class, url.with(to));
  }

  @Override
  public String getPageTitle() {
    return title() + " · Assay";
  }
}
