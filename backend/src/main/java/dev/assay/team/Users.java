package dev.assay.team;

import static dev.assay.schema.Tables.APP_USER;

import com.fasterxml.uuid.Generators;
import dev.assay.problem.Problem;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.stereotype.Service;

/** The people of this server. */
@Service
public class Users {
  private static final int SHORTEST_PASSWORD = 10;
  private static final int LONGEST_PASSWORD = 1000;

  private final DSLContext db;
  private final Clock clock;
  // one lane of 16 MB takes about 50 ms: dear for an attacker, bearable at sign-in
  private final Argon2PasswordEncoder passwords =
      Argon2PasswordEncoder.defaultsForSpringSecurity_v5_8();
  // checked when the name is unknown, so that the time taken does not tell which names exist
  private final String nobodysHash = passwords.encode("nobody's password");

  Users(DSLContext db, Clock clock) {
    this.db = db;
    this.clock = clock;
  }

  Account create(String name, Role role) {
    Account account =
        new Account(new UserId(Generators.timeBasedEpochGenerator().generate()), name, role);
    db.insertInto(APP_USER)
        .set(APP_USER.ID, account.id().value())
        .set(APP_USER.NAME, name)
        .set(APP_USER.ROLE, role.name())
        .set(APP_USER.CREATED_AT, clock.instant().atOffset(ZoneOffset.UTC))
        .onConflict(APP_USER.NAME)
        .doNothing()
        .execute();
    return find(name).orElseThrow();
  }

  /** The names of the first users by name. */
  public List<String> names(int limit) {
    return db.select(APP_USER.NAME)
        .from(APP_USER)
        .orderBy(APP_USER.NAME)
        .limit(limit)
        .fetch(APP_USER.NAME);
  }

  Optional<Account> find(String name) {
    return db.select(APP_USER.ID, APP_USER.NAME, APP_USER.ROLE)
        .from(APP_USER)
        .where(APP_USER.NAME.eq(name))
        .fetchOptional(r -> account(r.value1(), r.value2(), r.value3()));
  }

  /**
   * The user of that name if the password is theirs; takes equally long when there is no such user.
   */
  Optional<Account> withPassword(String name, String password) {
    var found =
        db.select(APP_USER.ID, APP_USER.NAME, APP_USER.ROLE, APP_USER.PASSWORD_HASH)
            .from(APP_USER)
            .where(APP_USER.NAME.eq(name))
            .fetchOptional();
    @Nullable String hash = found.map(r -> r.value4()).orElse(null);
    boolean right =
        password.length() <= LONGEST_PASSWORD
            && passwords.matches(password, hash == null ? nobodysHash : hash);
    return found
        .filter(r -> right && hash != null)
        .map(r -> account(r.value1(), r.value2(), r.value3()));
  }

  /** Whether the user can sign in with a password. */
  boolean hasPassword(UserId user) {
    return db.fetchExists(
        APP_USER, APP_USER.ID.eq(user.value()).and(APP_USER.PASSWORD_HASH.isNotNull()));
  }

  /**
   * From now on the user signs in with this one.
   *
   * @throws Problem.Invalid when it is too short or too long
   */
  public void setPassword(UserId user, String password) {
    checkPassword(password);
    db.update(APP_USER)
        .set(APP_USER.PASSWORD_HASH, passwords.encode(password))
        .where(APP_USER.ID.eq(user.value()))
        .execute();
  }

  static void checkPassword(String password) {
    if (password.length() < SHORTEST_PASSWORD || password.length() > LONGEST_PASSWORD) {
      throw new Problem.Invalid(
          "password",
          password.length() + " characters long",
          "a password has %d to %d characters".formatted(SHORTEST_PASSWORD, LONGEST_PASSWORD));
    }
  }

  static Account account(UUID id, String name, String role) {
    return new Account(new UserId(id), name, Role.valueOf(role));
  }
}
