package dev.assay;

import dev.assay.team.FirstAdmin;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Greets the person at the terminal once the server takes requests. */
@Component
class Welcome {
  private final FirstAdmin admin;
  private final ServerAddress address;

  Welcome(FirstAdmin admin, ServerAddress address) {
    this.admin = admin;
    this.address = address;
  }

  @EventListener
  void ready(ApplicationReadyEvent event) {
    // standard output on purpose: it holds secrets, which must not get into a log
    System.out.println(admin.welcome(address.url()));
  }
}
