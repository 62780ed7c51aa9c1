package dev.assay.team;

import dev.assay.database.CannotStart;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Credentials of the first administrator for an unattended set-up. What is given here holds from
 * the next start on; what is not is made at the first start.
 *
 * @param adminPassword from {@code ASSAY_ADMIN_PASSWORD}
 * @param adminToken from {@code ASSAY_ADMIN_TOKEN}
 */
@ConfigurationProperties("assay")
record TeamSettings(@Nullable String adminPassword, @Nullable String adminToken) {
  private static final int SHORTEST_TOKEN = 20;

  TeamSettings {
    adminPassword = blankToNull(adminPassword);
    adminToken = blankToNull(adminToken);
    if (adminPassword != null) {
      Users.checkPassword(adminPassword);
    }
    if (adminToken != null && adminToken.length() < SHORTEST_TOKEN) {
      throw new CannotStart(
          "ASSAY_ADMIN_TOKEN has %d characters: it needs at least %d"
              .formatted(adminToken.length(), SHORTEST_TOKEN));
    }
  }

  private static @Nullable String blankToNull(@Nullable String s) {
    return s == null || s.isBlank() ? null : s.strip();
  }

  @Override
  public String toString() {
    return "TeamSettings"; // nothing of it belongs in a log
  }
}
