package dev.assay.team;

import static dev.assay.schema.Tables.APP_USER;
import static dev.assay.schema.Tables.SIGN_IN_LINK;

import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jooq.DSLContext;
import org.springframework.stereotype.Service;

/** Links that sign a user in, once. */
@Service
class SignInLinks {
  private static final Duration VALID = Duration.ofDays(7);

  private final DSLContext db;
  private final Clock clock;

  SignInLinks(DSLContext db, Clock clock) {
    this.db = db;
    this.clock = clock;
  }

  /** The path and query of a new link; the user's earlier ones end. */
  String create(UserId user) {
    String secret = Secret.random("");
    db.deleteFrom(SIGN_IN_LINK).where(SIGN_IN_LINK.USER_ID.eq(user.value())).execute();
    db.insertInto(SIGN_IN_LINK)
        .set(SIGN_IN_LINK.TOKEN_HASH, Secret.hash(secret))
        .set(SIGN_IN_LINK.USER_ID, user.value())
        .set(SIGN_IN_LINK.EXPIRES_AT, clock.instant().plus(VALID).atOffset(ZoneOffset.UTC))
        .execute();
    return SignInLinkFilter.PATH + "?token=" + secret;
  }

  /** Whom the link signs in; it is used up by this. */
  Optional<Account> redeem(String secret) {
    return db.deleteFrom(SIGN_IN_LINK)
        .where(SIGN_IN_LINK.TOKEN_HASH.eq(Secret.hash(secret)))
        .and(SIGN_IN_LINK.EXPIRES_AT.gt(clock.instant().atOffset(ZoneOffset.UTC)))
        .returning(SIGN_IN_LINK.USER_ID)
        .fetchOptional(SIGN_IN_LINK.USER_ID)
        .flatMap(
            user ->
                db.select(APP_USER.ID, APP_USER.NAME, APP_USER.ROLE)
                    .from(APP_USER)
                    .where(APP_USER.ID.eq(user))
                    .fetchOptional(r -> Users.account(r.value1(), r.value2(), r.value3())));
  }
}
