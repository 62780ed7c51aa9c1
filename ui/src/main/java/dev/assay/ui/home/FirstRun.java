package dev.assay.ui.home;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Section;
import dev.assay.jobs.Job;
import dev.assay.jobs.Jobs;
import dev.assay.jobs.Jobs.NewJob;
import dev.assay.runs.NewRun;
import dev.assay.ui.parts.Command;
import dev.assay.ui.parts.RunLink;
import dev.assay.ui.shell.CurrentAccount;
import dev.assay.ui.shell.PageActions;

/** Ways to a first run, for a server that has none yet. */
class FirstRun extends Div {
  private static final String RECORD_BY_HAND =
      """
      RUN=$(curl -s %1$s/api/v1/runs -H "Authorization: Bearer $ASSAY_TOKEN" \\
        -H "Content-Type: application/json" \\
        -d '{"experiment": "demo", "name": "by-hand"}' | grep -o '[0-9a-f-]\\{36\\}' | head -1)

      curl %1$s/api/v1/runs/$RUN/metrics -H "Authorization: Bearer $ASSAY_TOKEN" \\
        -H "Content-Type: application/json" \\
        -d '{"metrics": [{"name": "train/loss", "steps": [1, 2, 3], "values": [4.2, 3.1, 2.6]}]}'""";

  private final Paragraph waits = new Paragraph();

  FirstRun(Jobs jobs, CurrentAccount account, String server) {
    addClassName("first-run");
    Paragraph lead = new Paragraph("There are no runs yet. Here are some ways to get one.");
    lead.addClassName("lead");
    Div ways =
        new Div(
            pretrain(jobs, account),
            mlflow(server),
            byHand(server),
            terminal(server),
            otherMachine(server));
    ways.addClassName("ways");
    add(lead, ways);
  }

  /** Says whether an agent is there to do what the button queues. */
  void show(boolean agentOnline) {
    waits.setText(
        agentOnline
            ? "An agent is online: it begins at once."
            : "No agent is online yet: the run waits for one, which the last of these ways starts.");
  }

  private Section pretrain(Jobs jobs, CurrentAccount account) {
    Button start = new Button("Pretrain a small GPT");
    start.addThemeVariants(ButtonVariant.LUMO_PRIMARY);
    start.setEnabled(account.mayEdit());
    start.setDisableOnClick(true);
    start.addClickListener(
        click -> {
          NewJob wanted = new NewJob("pretrain", "demo", NewRun.named(null), 0);
          Job job = jobs.submit(wanted, account.get().id());
          start.getUI().ifPresent(ui -> ui.navigate(RunLink.path(job.runId())));
        });
    PageActions.offer(start, "Pretrain a small GPT");
    Section way =
        way(
            "Train something now",
            "Trains on English text that comes with Assay, in a few minutes. The button does what this command does:",
            new Command("./assay demo"),
            waits,
            start);
    way.addClassName("wanted");
    return way;
  }

  private static Section mlflow(String server) {
    return way(
        "Log from a script that uses MLflow",
        "Nothing in the script changes, only the address. The token is in the file admin-token of the server's data folder.",
        new Command(
            """
            export MLFLOW_TRACKING_URI=%s
            export MLFLOW_TRACKING_TOKEN=…
            python train.py"""
                .formatted(server)));
  }

  private static Section byHand(String server) {
    return way(
        "Record a run of your own",
        "From any program that speaks HTTP.",
        new Command("export ASSAY_TOKEN=…\n\n" + RECORD_BY_HAND.formatted(server)));
  }

  private static Section terminal(String server) {
    return way(
        "Train in your terminal",
        "With Assay's own recipes, and no agent. The run appears here while it trains.",
        new Command(
            "export ASSAY_TOKEN=…\n\n./assay train pretrain --experiment demo --server " + server));
  }

  private static Section otherMachine(String server) {
    return way(
        "Start an agent",
        "An agent asks this server for jobs and does what is queued. Run this on any machine that reaches it:",
        new Command("export ASSAY_TOKEN=…\n\n./assay agent --server " + server));
  }

  private static Section way(String title, String text, Component... how) {
    Section way = new Section(new H2(title), new Paragraph(text));
    way.addClassName("card");
    way.add(how);
    return way;
  }
}
