package dev.assay.database;

import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * An external PostgreSQL (15 or newer); without a URL the server runs an embedded one.
 *
 * @param url {@code jdbc:postgresql://host:port/database}
 */
@ConfigurationProperties("assay.db")
record DatabaseSettings(@Nullable String url, @Nullable String user, @Nullable String password) {
  DatabaseSettings {
    if (url != null && !embedded(url) && !new Driver().acceptsURL(url)) {
      throw new CannotStart(
          "the database URL %s cannot be used: it must be like jdbc:postgresql://host:5432/database"
              .formatted(withoutSecrets(url)));
    }
  }

  boolean embedded() {
    return embedded(url);
  }

  static boolean embedded(@Nullable String url) {
    return url == null || url.isBlank();
  }

  static String withoutSecrets(String url) {
    return url.replaceAll("\\?.*", "").replaceAll("//.*@", "//…@");
  }

  /** Whether the server runs a database of its own. */
  static final class Embedded implements Condition {
    @Override
    public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
      return embedded(
          Binder.get(context.getEnvironment()).bind("assay.db.url", String.class).orElse(""));
    }
  }
}
