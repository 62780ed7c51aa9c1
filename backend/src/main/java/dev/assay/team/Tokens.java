package dev.assay.team;

import static dev.assay.schema.Tables.API_TOKEN;
import static dev.assay.schema.Tables.APP_USER;

import com.fasterxml.uuid.Generators;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** What programs identify themselves with. */
@Service
class Tokens {
  static final String PREFIX = "assay_";
  private static final Duration LAST_USED_PRECISION = Duration.ofMinutes(1);

  private static final Duration TRUSTED_FOR = Duration.ofSeconds(5);
  private static final int MOST_CACHED = 10_000;

  private final DSLContext db;
  private final Clock clock;

  /**
   * Whose tokens were seen just now, by hash: a client that sends points sends its token thousands
   * of times a second. One that another server revokes is good for as long as this remembers it.
   */
  private final Cache<ByteBuffer, Account> seen =
      Caffeine.newBuilder().maximumSize(MOST_CACHED).expireAfterWrite(TRUSTED_FOR).build();

  Tokens(DSLContext db, Clock clock) {
    this.db = db;
    this.clock = clock;
  }

  /** A new token; only its hash is kept. */
  String create(UserId user, String name) {
    String token = Secret.random(PREFIX);
    accept(user, name, token);
    return token;
  }

  private void accept(UserId user, String name, String token) {
    db.insertInto(API_TOKEN)
        .set(API_TOKEN.ID, Generators.timeBasedEpochGenerator().generate())
        .set(API_TOKEN.USER_ID, user.value())
        .set(API_TOKEN.NAME, name)
        .set(API_TOKEN.TOKEN_HASH, Secret.hash(token))
        .set(API_TOKEN.CREATED_AT, now())
        .onConflict(API_TOKEN.TOKEN_HASH)
        .doNothing()
        .execute();
  }

  /** Makes a token that somebody else chose valid, and those that had its name before invalid. */
  void replace(UserId user, String name, String token) {
    db.deleteFrom(API_TOKEN)
        .where(API_TOKEN.USER_ID.eq(user.value()))
        .and(API_TOKEN.NAME.eq(name))
        .and(API_TOKEN.TOKEN_HASH.ne(Secret.hash(token)))
        .execute();
    accept(user, name, token);
    seen.invalidateAll();
  }

  /** Whose token it is, if anybody's. */
  Optional<Account> owner(String token) {
    byte[] hash = Secret.hash(token);
    @Nullable Account known = seen.getIfPresent(ByteBuffer.wrap(hash));
    if (known != null) {
      return Optional.of(known);
    }
    Optional<Account> owner = look(hash);
    owner.ifPresent(account -> seen.put(ByteBuffer.wrap(hash), account));
    return owner;
  }

  private Optional<Account> look(byte[] hash) {
    Optional<Account> owner =
        db.select(APP_USER.ID, APP_USER.NAME, APP_USER.ROLE)
            .from(API_TOKEN)
            .join(APP_USER)
            .on(APP_USER.ID.eq(API_TOKEN.USER_ID))
            .where(API_TOKEN.TOKEN_HASH.eq(hash))
            .fetchOptional(r -> Users.account(r.value1(), r.value2(), r.value3()));
    owner.ifPresent(account -> used(hash));
    return owner;
  }

  /** To the minute, so that an agent's every request is not a write. */
  private void used(byte[] hash) {
    OffsetDateTime now = now();
    db.update(API_TOKEN)
        .set(API_TOKEN.LAST_USED_AT, now)
        .where(API_TOKEN.TOKEN_HASH.eq(hash))
        .and(
            API_TOKEN
                .LAST_USED_AT
                .isNull()
                .or(API_TOKEN.LAST_USED_AT.lt(now.minus(LAST_USED_PRECISION))))
        .execute();
  }

  private OffsetDateTime now() {
    return clock.instant().atOffset(ZoneOffset.UTC);
  }
}
