package dev.assay.ui.parts;

import com.vaadin.flow.server.VaadinServletRequest;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;

/** The address of this server for commands that people copy. */
public final class ServerUrl {
  private ServerUrl() {}

  /** What stands in the address bar, up to the path; behind a proxy, what the proxy says. */
  public static String asSeenByTheBrowser() {
    return ServletUriComponentsBuilder.fromContextPath(VaadinServletRequest.getCurrent())
        .build()
        .toUriString();
  }
}
