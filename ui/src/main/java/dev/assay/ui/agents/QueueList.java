package dev.assay.ui.agents;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.confirmdialog.ConfirmDialog;
import com.vaadin.flow.component.dependency.Uses;
import com.vaadin.flow.component.grid.ColumnTextAlign;
import com.vaadin.flow.component.grid.Grid;
import com.vaadin.flow.component.grid.GridVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.data.provider.ListDataProvider;
import com.vaadin.flow.data.renderer.LitRenderer;
import dev.assay.jobs.Job;
import dev.assay.jobs.JobStatus;
import dev.assay.jobs.Jobs;
import dev.assay.jobs.Queue;
import dev.assay.problem.Problem;
import dev.assay.runs.Run;
import dev.assay.ui.agents.AgentsReader.Line;
import dev.assay.ui.agents.AgentsReader.Waiting;
import dev.assay.ui.parts.Nothing;
import dev.assay.ui.parts.Refusal;
import dev.assay.ui.parts.RunLink;
import dev.assay.ui.parts.TimeText;
import dev.assay.ui.text.Numbers;
import dev.assay.ui.text.Sentences;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What waits for an agent, in the order in which it is given out. */
@Uses(TimeText.class) // its element stands in a template
final class QueueList extends Div {
  private static final int MOST_WITHOUT_SCROLLING = 20;

  private final Jobs jobs;
  private final Queue all;
  private final boolean mayEdit;
  private final Div paused =
      new Div("The queue is paused: nothing is given out. What is being done goes on.");
  private final Button pause = new Button("Pause the queue", _ -> pause());
  private final Button resume = new Button("Resume the queue", _ -> resume());
  private final List<Waiting> rows = new ArrayList<>();
  private final ListDataProvider<Waiting> waiting =
      new ListDataProvider<>(rows) {
        @Override
        public Object getId(Waiting row) {
          return row.job().id();
        }
      };
  private final Grid<Waiting> grid = new Grid<>();
  private final Span count = new Span();
  private final Nothing none = new Nothing("Nothing waits.");

  QueueList(Jobs jobs, Queue all, boolean mayEdit) {
    this.jobs = jobs;
    this.all = all;
    this.mayEdit = mayEdit;
    paused.addClassName("notices");
    paused.getElement().setAttribute("role", "status");
    paused.setVisible(false);
    resume.setVisible(false);
    pause.setVisible(mayEdit);
    addClassName("queue");
    count.addClassName("soft");
    count.getElement().setAttribute("role", "status");
    grid.addThemeVariants(GridVariant.LUMO_NO_BORDER, GridVariant.LUMO_COMPACT);
    grid.setSelectionMode(Grid.SelectionMode.NONE);
    grid.getElement().setAttribute("aria-label", "Queue");
    columns();
    if (mayEdit) {
      grid.addComponentColumn(this::actions).setHeader("Actions").setWidth("240px").setFlexGrow(0);
    }
    grid.setDataProvider(waiting);
    Div tools = new Div(count, pause, resume);
    tools.addClassName("tools");
    add(paused, tools, none, grid);
  }

  private void columns() {
    grid.addColumn(this::place)
        .setHeader("Place")
        .setTextAlign(ColumnTextAlign.END)
        .setWidth("60px")
        .setFlexGrow(0);
    grid.addColumn(
            LitRenderer.<Waiting>of("<a href=${item.path} title=${item.name}>${item.name}</a>")
                .withProperty("path", row -> RunLink.path(row.job().runId()))
                .withProperty("name", row -> name(row.run())))
        .setHeader("Run")
        .setWidth("130px")
        .setFlexGrow(2);
    grid.addColumn(row -> row.job().recipe()).setHeader("Recipe").setWidth("100px").setFlexGrow(1);
    grid.addColumn(row -> row.job().priority())
        .setHeader("Priority")
        .setTextAlign(ColumnTextAlign.END)
        .setWidth("80px")
        .setFlexGrow(0);
    grid.addColumn(row -> why(row.job()))
        .setHeader("Why it waits")
        .setWidth("160px")
        .setFlexGrow(2);
    grid.addColumn(row -> row.run() == null ? "–" : row.run().createdBy())
        .setHeader("By")
        .setWidth("90px")
        .setFlexGrow(0);
    grid.addColumn(
            LitRenderer.<Waiting>of("<assay-time class='soft' at=${item.at}></assay-time>")
                .withProperty("at", row -> row.job().createdAt().toString()))
        .setHeader("Since")
        .setTextAlign(ColumnTextAlign.END)
        .setWidth("110px")
        .setFlexGrow(0);
  }

  private String place(Waiting row) {
    return row.job().status() == JobStatus.PAUSED ? "–" : Numbers.whole(rows.indexOf(row) + 1L);
  }

  private static String name(@Nullable Run run) {
    return run == null ? "a run that is gone" : run.name();
  }

  private static String why(Job job) {
    return switch (job.status()) {
      case QUEUED -> job.waits() == null ? "its turn" : job.waits();
      case PAUSED -> "paused until somebody resumes it";
      case LEASED, FINISHED, FAILED, CANCELLED -> "nothing";
    };
  }

  private Div actions(Waiting row) {
    boolean rests = row.job().status() == JobStatus.PAUSED;
    String of = " " + name(row.run());
    Button pause =
        rests
            ? button("Resume", of, () -> jobs.resume(row.job().id()))
            : button("Pause", of, () -> jobs.pause(row.job().id()));
    Button prioritize = button("Priority", of, () -> new PriorityDialog(jobs, row).open());
    Button cancel = button("Cancel", of, () -> confirm(row));
    Div actions = new Div(prioritize, pause, cancel);
    actions.addClassName("queue-actions");
    return actions;
  }

  private static Button button(String label, String of, Runnable what) {
    Button button = new Button(label, _ -> attempt(what));
    button.addThemeVariants(ButtonVariant.LUMO_TERTIARY, ButtonVariant.LUMO_SMALL);
    button.setAriaLabel(label + of);
    return button;
  }

  private void confirm(Waiting row) {
    ConfirmDialog dialog = new ConfirmDialog();
    dialog.setHeader("Cancel this job?");
    dialog.setText("No agent does " + name(row.run()) + " then.");
    dialog.setConfirmText("Cancel the job");
    dialog.setConfirmButtonTheme("error primary");
    dialog.setCancelable(true);
    dialog.setCancelText("Keep it in the queue");
    dialog.addConfirmListener(_ -> attempt(() -> jobs.cancel(row.job().id())));
    dialog.open();
  }

  /** The page follows the queue and soon shows what became of it. */
  private static void attempt(Runnable what) {
    try {
      what.run();
    } catch (Problem refused) {
      Refusal.say(Sentences.of(refused));
    }
  }

  private void pause() {
    all.pause();
    showPaused(true);
  }

  private void resume() {
    all.resume();
    showPaused(false);
  }

  private void showPaused(boolean is) {
    paused.setVisible(is);
    pause.setVisible(mayEdit && !is);
    resume.setVisible(mayEdit && is);
  }

  void show(Line queue) {
    showPaused(queue.isPaused());
    if (!rows.equals(queue.waiting())) {
      rows.clear();
      rows.addAll(queue.waiting());
      waiting.refreshAll();
    }
    grid.setVisible(!rows.isEmpty());
    grid.setAllRowsVisible(rows.size() <= MOST_WITHOUT_SCROLLING);
    none.setVisible(rows.isEmpty());
    count.setText(
        rows.isEmpty()
            ? ""
            : queue.isCut()
                ? "More than %s wait; the first of them are shown."
                    .formatted(Numbers.whole(AgentsReader.MOST_WAITING))
                : "%s for an agent, %s paused"
                    .formatted(
                        Numbers.count(queue.due(), "job") + (queue.due() == 1 ? " waits" : " wait"),
                        Numbers.whole(rows.size() - queue.due())));
  }
}
