package dev.assay.ui.run;

import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import dev.assay.runs.Provenance.Code;
import java.net.URI;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A commit by its first characters; leads to it where the repository is one that is on the web. */
class CommitLink extends Div {
  private static final int SHOWN = 8;
  private static final Pattern HASH = Pattern.compile("[0-9a-fA-F]{7,64}");

  /** {@code git@host:owner/name.git}, as people clone what they also see over https. */
  private static final Pattern OVER_SSH =
      Pattern.compile("(?:ssh://)?git@([A-Za-z0-9.-]+)[:/]([^\\s?#]+)");

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
    address(code.repository(), commit)
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

  /** Where a commit can be seen; empty when the repository is none that tells. */
  static Optional<String> address(@Nullable String repository, String commit) {
    if (repository == null || !HASH.matcher(commit).matches()) {
      return Optional.empty();
    }
    Matcher ssh = OVER_SSH.matcher(repository.strip());
    String https =
        ssh.matches() ? "https://" + ssh.group(1) + "/" + ssh.group(2) : repository.strip();
    try {
      URI uri = URI.create(https);
      if (!"https".equalsIgnoreCase(uri.getScheme())
          || uri.getHost() == null
          || uri.getRawPath() == null
          || uri.getRawPath().length() < 2) {
        return Optional.empty();
      }
      String path = uri.getRawPath().replaceFirst("/+$", "").replaceFirst("\\.git$", "");
      String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
      return Optional.of("https://" + uri.getHost() + port + path + way(uri.getHost()) + commit);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static String way(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    return name.contains("gitlab")
        ? "/-/commit/"
        : name.contains("bitbucket") ? "/commits/" : "/commit/";
  }
}
