package dev.assay.ui.evaluations;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.UnorderedList;
import com.vaadin.flow.router.PageTitle;
import com.vaadin.flow.router.Route;
import dev.assay.paging.Page;
import dev.assay.paging.PageRequest;
import dev.assay.ui.live.Pulse;
import dev.assay.ui.parts.CursorPages;
import dev.assay.ui.parts.Nothing;
import dev.assay.ui.parts.PageHeader;
import dev.assay.ui.shell.Shell;
import jakarta.annotation.security.PermitAll;
import java.util.List;

/** All evaluations, the newest first. */
@Route(value = EvaluationLink.LIST, layout = Shell.class)
@PageTitle("Evaluations · Assay")
@PermitAll
class EvaluationsView extends Div {
  private static final PageRequest HEAD = PageRequest.first(100);

  private final EvaluationReader reader;
  private final EvaluationGrid grid = new EvaluationGrid(false);
  private final CursorPages<Choice> pages = new CursorPages<>(Choice::id, this::rows);
  private final Div first = first();

  EvaluationsView(EvaluationReader reader, Pulse pulse) {
    this.reader = reader;
    addClassNames("page", "page-filled");
    add(new PageHeader("Evaluations"), first, grid);
    reload();
    pulse.follow(this, () -> rows(HEAD).items(), this::follow);
  }

  private static Div first() {
    UnorderedList ways =
        new UnorderedList(
            new ListItem("a finetune on classes uploads the predictions of its held-out rows"),
            new ListItem(
                "the Evaluations tab of any run takes a file of predictions: CSV, JSON lines or"
                    + " Parquet"),
            new ListItem("and shows the command that uploads one"));
    Div first =
        new Div(
            new Nothing(
                "There are no evaluations yet. An evaluation says whether the probabilities of a"
                    + " model can be trusted: how well they are calibrated, since when they are not,"
                    + " and for whom."),
            new Nothing("They come from predictions of a run:"),
            ways);
    first.addClassName("first-sweep");
    return first;
  }

  private Page<Choice> rows(PageRequest request) {
    return reader.list(null, request);
  }

  private void reload() {
    pages.show(grid);
    grid.setVisible(!pages.isEmpty());
    first.setVisible(pages.isEmpty());
  }

  private void follow(List<Choice> head) {
    if (!pages.replaceHead(head, grid)) {
      reload();
    }
  }
}
