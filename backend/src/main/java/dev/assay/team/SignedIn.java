package dev.assay.team;

import java.util.List;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.authority.SimpleGrantedAuthority;

/** An authenticated user, however that was shown; its principal is the {@link Account}. */
final class SignedIn extends AbstractAuthenticationToken {
  private final Account account;

  SignedIn(Account account) {
    super(List.of(new SimpleGrantedAuthority(account.role().authority())));
    this.account = account;
    setAuthenticated(true);
  }

  @Override
  public Account getPrincipal() {
    return account;
  }

  @Override
  public String getCredentials() {
    return "";
  }
}
