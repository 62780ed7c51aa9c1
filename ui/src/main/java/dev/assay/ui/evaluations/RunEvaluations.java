package dev.assay.ui.evaluations;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.details.Details;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.Section;
import dev.assay.paging.PageRequest;
import dev.assay.runs.Run;
import dev.assay.ui.parts.Command;
import dev.assay.ui.parts.Nothing;
import dev.assay.ui.parts.ServerUrl;
import dev.assay.ui.shell.PageActions;
import java.util.List;

/** The evaluations of a run, and how one is added: with a file or with a command. */
public final class RunEvaluations extends Section {
  private static final int MOST = 100;
  private static final String UPLOAD =
      """
      curl --data-binary @predictions.csv "%s/api/v1/runs/%s/evaluations?name=test&split=test&splitBy=time" \\
        -H "Authorization: Bearer $ASSAY_TOKEN" -H "Content-Type: text/csv\"""";

  private final Nothing none =
      new Nothing(
          "No predictions of this run were uploaded yet: a file with a label and probabilities for"
              + " each row, and perhaps a timestamp, a weight, an id, and columns to tell rows"
              + " apart.");
  private final EvaluationGrid grid = new EvaluationGrid(true);
  private List<Choice> shown = List.of();

  public RunEvaluations(Run run, EvaluationParts parts) {
    addClassNames("card", "titled-card");
    getElement().setAttribute("aria-label", "Uploaded predictions");
    Button upload =
        new Button("Upload predictions", _ -> new UploadDialog(run, parts.actions()).open());
    upload.setVisible(parts.actions().mayEdit());
    PageActions.offer(upload, "Upload predictions of this run", "u");
    Div head = new Div(new H2("Uploaded predictions"), upload);
    head.addClassNames("tools", "apart");
    Details command =
        new Details(
            "Upload with a command",
            new Command(UPLOAD.formatted(ServerUrl.asSeenByTheBrowser(), run.id())));
    command.addClassName("param-details");
    grid.setAllRowsVisible(true);
    grid.setVisible(false);
    add(head, none, grid, command);
    parts
        .pulse()
        .follow(
            this, () -> parts.reader().list(run.id(), PageRequest.first(MOST)).items(), this::show);
  }

  private void show(List<Choice> now) {
    none.setVisible(now.isEmpty());
    grid.setVisible(!now.isEmpty());
    if (!now.equals(shown)) {
      shown = now;
      grid.setItems(now);
    }
  }
}
