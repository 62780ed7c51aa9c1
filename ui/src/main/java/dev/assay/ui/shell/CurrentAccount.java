package dev.assay.ui.shell;

import com.vaadin.flow.spring.security.AuthenticationContext;
import dev.assay.team.Account;
import dev.assay.team.Role;
import org.springframework.stereotype.Component;

/** Who looks at the page. */
@Component
public class CurrentAccount {
  private final AuthenticationContext authentication;

  CurrentAccount(AuthenticationContext authentication) {
    this.authentication = authentication;
  }

  public Account get() {
    return authentication
        .getAuthenticatedUser(Account.class)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "no view but the sign-in page is open without a sign-in"));
  }

  /** Whether this person may change things, not only read. */
  public boolean mayEdit() {
    return get().role().compareTo(Role.EDITOR) >= 0;
  }

  void signOut() {
    authentication.logout();
  }
}
