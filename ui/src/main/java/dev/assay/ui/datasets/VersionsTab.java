package dev.assay.ui.datasets;

import com.vaadin.flow.component.dependency.Uses;
import com.vaadin.flow.component.grid.ColumnTextAlign;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.UnorderedList;
import com.vaadin.flow.data.renderer.LitRenderer;
import dev.assay.datasets.DatasetVersion;
import dev.assay.datasets.Datasets;
import dev.assay.paging.PageRequest;
import dev.assay.runs.Run;
import dev.assay.ui.parts.Card;
import dev.assay.ui.parts.Nothing;
import dev.assay.ui.parts.RunLink;
import dev.assay.ui.parts.Table;
import dev.assay.ui.parts.TimeText;
import dev.assay.ui.text.Numbers;
import java.util.List;

/** The versions of a data set, and the runs that were given the one that is shown. */
@Uses(TimeText.class) // its element stands in a template
final class VersionsTab extends Div {
  VersionsTab(DatasetVersion version, Datasets datasets) {
    addClassNames("versions-tab", "stacked");
    Table<DatasetVersion> table = new Table<>("Versions");
    table
        .addColumn(
            LitRenderer.<DatasetVersion>of(
                    "<a href=${item.path} aria-current=${item.current}>${item.number}</a>")
                .withProperty(
                    "path", v -> DatasetLink.path(v.dataset(), v.number(), DatasetTab.COLUMNS))
                .withProperty("current", v -> v.id().equals(version.id()) ? "true" : "false")
                .withProperty("number", v -> "Version " + v.number()))
        .setHeader("Version")
        .setWidth("110px")
        .setFlexGrow(0);
    table
        .addColumn(
            LitRenderer.<DatasetVersion>of("<span class='status ${item.look}'>${item.state}</span>")
                .withProperty("look", v -> Words.look(v.state()))
                .withProperty("state", v -> Words.state(v.state())))
        .setHeader("Status")
        .setWidth("110px")
        .setFlexGrow(0);
    table
        .number("Rows", "90px", v -> v.shape() == null ? "–" : Numbers.whole(v.shape().rows()))
        .number("Size", "90px", v -> Numbers.bytes(v.bytes()))
        .text("Time (UTC)", "180px", v -> Words.range(v.shape()))
        .text("Note", "100px", DatasetVersion::note)
        .text("Digest", "120px", v -> v.sha256().hex().substring(0, 12))
        .text("By", "80px", DatasetVersion::author)
        .addColumn(
            LitRenderer.<DatasetVersion>of("<assay-time class='soft' at=${item.at}></assay-time>")
                .withProperty("at", v -> v.createdAt().toString()))
        .setHeader("Added")
        .setTextAlign(ColumnTextAlign.END)
        .setWidth("110px")
        .setFlexGrow(0);
    table.show(
        datasets.versions(version.dataset(), PageRequest.first(PageRequest.MAX_LIMIT)).items());
    add(table, runs(version, datasets.runs(version.dataset(), version.number())));
  }

  private static Card runs(DatasetVersion version, List<Run> runs) {
    String title = "Runs that were given version " + version.number();
    if (runs.isEmpty()) {
      return new Card(
          title,
          new Nothing(
              "None so far. A run says so with an input whose dataset has the name %s, and the digest %s."
                  .formatted(version.name(), version.sha256())));
    }
    UnorderedList list = new UnorderedList();
    runs.forEach(run -> list.add(new ListItem(new Anchor(RunLink.path(run.id()), run.name()))));
    return new Card(title, list);
  }
}
