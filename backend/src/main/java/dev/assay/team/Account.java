package dev.assay.team;

import java.io.Serializable;

/** A user as seen by the rest of the server: the principal of every authenticated request. */
public record Account(UserId id, String name, Role role)
    implements Serializable, java.security.Principal {
  @Override
  public String getName() {
    return name;
  }
}
