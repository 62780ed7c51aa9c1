package dev.assay.team;

/** What a user may do; each role may do what the ones before it may. */
public enum Role {
  /** Reads everything. */
  VIEWER,
  /** Records runs, queues jobs, runs agents. */
  EDITOR,
  /** Changes users and settings. */
  ADMIN;

  /** The name that Spring Security checks. */
  public String authority() {
    return "ROLE_" + name();
  }
}
