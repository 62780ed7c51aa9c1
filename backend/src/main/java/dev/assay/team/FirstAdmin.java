package dev.assay.team;

import dev.assay.database.DataFolder;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.stereotype.Component;

/**
 * Sees to it that there is an administrator with a token before the first request, and offers a
 * one-time sign-in link as long as that administrator has no password.
 */
@Component
public class FirstAdmin implements SmartInitializingSingleton {
  private static final String NAME = "admin";
  private static final String TOKEN_FILE = "admin-token";
  private static final String LINK_FILE = "sign-in-link";

  private final Users users;
  private final Tokens tokens;
  private final SignInLinks links;
  private final DataFolder folder;
  private final TeamSettings settings;
  private @Nullable String newToken;

  FirstAdmin(
      Users users, Tokens tokens, SignInLinks links, DataFolder folder, TeamSettings settings) {
    this.users = users;
    this.tokens = tokens;
    this.links = links;
    this.folder = folder;
    this.settings = settings;
  }

  @Override
  public void afterSingletonsInstantiated() {
    Account admin = users.find(NAME).orElseGet(() -> users.create(NAME, Role.ADMIN));
    if (settings.adminPassword() != null
        && users.withPassword(NAME, settings.adminPassword()).isEmpty()) {
      users.setPassword(admin.id(), settings.adminPassword());
    }
    if (settings.adminToken() != null) {
      tokens.replace(admin.id(), "ASSAY_ADMIN_TOKEN", settings.adminToken());
    } else if (folder.secret(TOKEN_FILE).flatMap(tokens::owner).isEmpty()) {
      newToken = tokens.create(admin.id(), "made at the first start");
      folder.keepSecret(TOKEN_FILE, newToken);
    }
  }

  /**
   * What the person at the terminal needs to get in. It goes to the terminal only, never into a
   * log.
   */
  public String welcome(String url) {
    StringBuilder text = new StringBuilder("\nAssay is up at ").append(url).append('\n');
    Account admin = users.find(NAME).orElseThrow();
    if (!users.hasPassword(admin.id())) {
      String link = url + links.create(admin.id());
      Path file = folder.keepSecret(LINK_FILE, link);
      text.append("  sign in once with  ")
          .append(link)
          .append("\n  (kept in ")
          .append(file)
          .append(")\n");
    } else {
      text.append("  sign in as         ").append(NAME).append('\n');
    }
    if (newToken != null) {
      text.append("  API token          ").append(newToken).append('\n');
    }
    if (settings.adminToken() == null) {
      text.append("  (kept in ").append(folder.resolve(TOKEN_FILE)).append(")\n");
    }
    return text.toString();
  }
}
