package dev.assay.database;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * An external PostgreSQL (15 or newer); without a URL the server runs an embedded one.
 *
 * @param url {@code jdbc:postgresql://host:port/database}
 */
@ConfigurationProperties("assay.db")
record DatabaseSettings(@Nullable String url, @Nullable String user, @Nullable String password) {
  boolean embedded() {
    return url == null || url.isBlank();
  }
}
