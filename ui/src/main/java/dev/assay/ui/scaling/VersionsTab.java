package dev.assay.ui.scaling;

import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import dev.assay.studies.VersionHead;
import dev.assay.ui.parts.CopyButton;
import dev.assay.ui.parts.Nothing;
import dev.assay.ui.parts.ServerUrl;
import dev.assay.ui.parts.StudyLink;
import dev.assay.ui.parts.Table;
import dev.assay.ui.parts.TimeText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What of a study was kept, each under an address that can be cited. */
class VersionsTab extends Div implements StudyPart {
  private final String server = ServerUrl.asSeenByTheBrowser();
  private final Nothing none =
      new Nothing(
          "No version has been kept yet. Freeze keeps the observations, laws and answers of this"
              + " moment under an address of their own, for reports and papers.");
  private final Table<VersionHead> versions = new Table<>("Versions");
  private @Nullable List<VersionHead> shown;
  private String base = "";

  VersionsTab() {
    addClassName("versions-tab");
    versions.addComponentColumn(this::link).setHeader("Version").setWidth("130px").setFlexGrow(0);
    versions.text("Note", "220px", VersionHead::note);
    versions
        .addComponentColumn(VersionsTab::at)
        .setHeader("Frozen")
        .setWidth("140px")
        .setFlexGrow(0);
    versions.text("By", "110px", VersionHead::author);
    versions
        .addComponentColumn(this::address)
        .setHeader("To be cited")
        .setWidth("140px")
        .setFlexGrow(0);
    add(none, versions);
  }

  private Anchor link(VersionHead version) {
    return new Anchor(base + "/" + version.number(), "Version " + version.number());
  }

  private static TimeText at(VersionHead version) {
    TimeText at = new TimeText();
    at.showAgo(version.at());
    return at;
  }

  private Span address(VersionHead version) {
    return new Span(new CopyButton("Copy link", server + "/" + base + "/" + version.number()));
  }

  @Override
  public void show(StudyState state) {
    base = StudyLink.path(state.id(), null);
    List<VersionHead> all = state.study().versions();
    if (!all.equals(shown)) {
      shown = all;
      versions.show(all);
      versions.setVisible(!all.isEmpty());
      none.setVisible(all.isEmpty());
    }
  }
}
