package dev.assay.team;

import org.springframework.context.ApplicationContext;

/** People for tests of other features. */
public final class TestUsers {
  private TestUsers() {}

  /** A token of a user of that name, who is made if there is none. */
  public static String token(ApplicationContext server, String name, Role role) {
    UserId user = server.getBean(Users.class).create(name, role).id();
    return server.getBean(Tokens.class).create(user, "test");
  }

  /** Lets a user of that name sign in with a password; who is made if there is none. */
  public static void withPassword(
      ApplicationContext server, String name, Role role, String password) {
    Users users = server.getBean(Users.class);
    users.setPassword(users.create(name, role).id(), password);
  }
}
