package dev.assay.ui;

import com.fasterxml.uuid.Generators;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;

/** Somebody who may look at everything and change nothing. */
final class Viewer {
  static final String NAME = "visitor";
  static final String PASSWORD = "somebody who only looks";

  private Viewer() {}

  static void invite(JdbcTemplate database) {
    String hash = Argon2PasswordEncoder.defaultsForSpringSecurity_v5_8().encode(PASSWORD);
    database.update(
        "insert into app_user (id, name, role, password_hash, created_at) values (?, ?, 'VIEWER', ?, now())"
            + " on conflict (name) do update set role = excluded.role, password_hash = excluded.password_hash",
        Generators.timeBasedEpochGenerator().generate(),
        NAME,
        hash);
  }
}
