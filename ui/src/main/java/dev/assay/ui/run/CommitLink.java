package dev.assay.ui.run;

import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import dev.assay.runs.Provenance.Code;
import dev.assay.ui.parts.CommitAddress;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A commit by its first characters; leads to it where the repository is one that is on the web. */
class CommitLink extends Div {
  private static final int SHOWN = 8;
  private static final Pattern HASH = Pattern.compile("[0-9a-fA-F]{7,64}");

  CommitLink() {
    addClassName("commit");
  }

  void show(Code code) {
    removeAll();
    @Nullable String commit = code.commit();
    setVisible(commit != null);
    if (commit == null) {
      return;
    }
    String brief =
        HASH.matcher(commit).matches()
            ? commit.substring(0, Math.min(SHOWN, commit.length()))
            : commit;
    boolean dirty = Objects.requireNonNullElse(code.dirty(), false);
    String title = dirty ? commit + ", with changes that are not in it" : commit;
    CommitAddress.of(code.repository(), commit)
        .ifPresentOrElse(
            address -> add(link(address, brief, title)), () -> add(text(brief, title)));
    if (dirty) {
      Span changed = new Span("+ changes");
      changed.addClassName("soft");
      changed.setTitle("The code differed from the commit; the Source tab shows how.");
      add(changed);
    }
  }

  private static Span text(String brief, String title) {
    Span text = new Span(brief);
    text.setTitle(title);
    return text;
  }

  private static Anchor link(String address, String brief, String title) {
    Anchor link = new Anchor(address, brief);
    link.setTarget("_blank");
    link.getElement().setAttribute("rel", "noopener noreferrer");
    link.setTitle(title);
    return link;
  }
}
