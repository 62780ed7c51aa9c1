package dev.assay.ui;

import dev.assay.TestApi;
import dev.assay.team.Account;
import java.util.Objects;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.test.context.support.WithSecurityContextFactory;

class SignedInAsFactory implements WithSecurityContextFactory<SignedInAs> {
  private final AuthenticationProvider passwords;

  SignedInAsFactory(AuthenticationProvider passwords) {
    this.passwords = passwords;
  }

  @Override
  public SecurityContext createSecurityContext(SignedInAs wanted) {
    var attempt =
        UsernamePasswordAuthenticationToken.unauthenticated("admin", TestApi.ADMIN_PASSWORD);
    Authentication signedIn = Objects.requireNonNull(passwords.authenticate(attempt));
    Account admin = (Account) Objects.requireNonNull(signedIn.getPrincipal());
    Account account = new Account(admin.id(), admin.name(), wanted.value());
    return new SecurityContextImpl(
        new TestingAuthenticationToken(account, "", wanted.value().authority()));
  }
}
