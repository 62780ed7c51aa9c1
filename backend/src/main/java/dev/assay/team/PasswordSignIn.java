package dev.assay.team;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.LockedException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.authentication.WebAuthenticationDetails;
import org.springframework.stereotype.Component;

/**
 * Checks a name and a password, from the sign-in form or from Basic authentication, where the
 * password may also be a token. After {@value #MOST_FAILURES} failures a name is refused from that
 * address for five minutes, and an address after ten times as many whatever the name.
 */
@Component
class PasswordSignIn implements AuthenticationProvider {
  static final int MOST_FAILURES = 10;
  private static final Duration WINDOW = Duration.ofMinutes(5);
  private static final int LONGEST_NAME = 100;
  private static final String TOO_MANY = "too many attempts; try again in five minutes";

  private final Users users;
  private final Tokens tokens;
  private final Cache<String, AtomicInteger> failures =
      Caffeine.newBuilder().maximumSize(100_000).expireAfterWrite(WINDOW).build();
  // a program that sends Basic with every request must not cost 50 ms each: what was right stays
  // right for a minute
  private final Cache<String, Account> verified =
      Caffeine.newBuilder().maximumSize(1_000).expireAfterWrite(Duration.ofMinutes(1)).build();
  private final Mac fingerprint = newFingerprint();
  // Argon2 takes 16 MB and a core: at most two at a time
  private final Semaphore checks = new Semaphore(2);

  PasswordSignIn(Users users, Tokens tokens) {
    this.users = users;
    this.tokens = tokens;
  }

  @Override
  public boolean supports(Class<?> authentication) {
    return UsernamePasswordAuthenticationToken.class.isAssignableFrom(authentication);
  }

  @Override
  public Authentication authenticate(Authentication attempt) {
    String name = attempt.getName();
    String password = String.valueOf(attempt.getCredentials());
    if (name.length() > LONGEST_NAME || name.indexOf('\0') >= 0) {
      throw new BadCredentialsException("the name or the password is wrong");
    }
    if (password.startsWith(Tokens.PREFIX)) { // or a password that happens to begin so
      Optional<Account> owner = tokens.owner(password);
      if (owner.isPresent()) {
        return new SignedIn(owner.get());
      }
    }
    String key = fingerprint(name, password);
    @Nullable Account known = verified.getIfPresent(key);
    if (known != null) {
      return new SignedIn(known);
    }
    String address =
        attempt.getDetails() instanceof WebAuthenticationDetails web ? web.getRemoteAddress() : "";
    AtomicInteger ofAddress = failures.get(address, k -> new AtomicInteger());
    if (ofAddress.get() >= 10 * MOST_FAILURES) {
      throw new LockedException(TOO_MANY);
    }
    AtomicInteger ofName = failures.get(address + " " + name, k -> new AtomicInteger());
    if (ofName.get() >= MOST_FAILURES) {
      throw new LockedException(TOO_MANY);
    }
    // counted before the check, so that attempts made at the same time do not slip through
    ofName.incrementAndGet();
    ofAddress.incrementAndGet();
    Account account =
        check(name, password)
            .orElseThrow(() -> new BadCredentialsException("the name or the password is wrong"));
    ofName.set(0);
    ofAddress.decrementAndGet();
    verified.put(key, account);
    return new SignedIn(account);
  }

  private Optional<Account> check(String name, String password) {
    checks.acquireUninterruptibly();
    try {
      return users.withPassword(name, password);
    } finally {
      checks.release();
    }
  }

  private static Mac newFingerprint() {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(Secret.hash(Secret.random("")), "HmacSHA256"));
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private String fingerprint(String name, String password) {
    try {
      byte[] text = (name.length() + ":" + name + password).getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(((Mac) fingerprint.clone()).doFinal(text));
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException(e);
    }
  }
}
