package dev.assay.jobs;

import org.springframework.context.ApplicationContext;

/** What the watch over leases does now and then, for tests of other packages. */
public final class Expiry {
  private Expiry() {}

  public static void of(ApplicationContext server) {
    server.getBean(Leases.class).expireLeases();
  }
}
