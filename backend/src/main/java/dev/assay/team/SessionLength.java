package dev.assay.team;

import java.time.Duration;
import org.springframework.context.event.EventListener;
import org.springframework.security.authentication.event.InteractiveAuthenticationSuccessEvent;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * Sessions of signed-in people last a working day; those of visitors end soon, for they cost
 * memory.
 */
@Component
class SessionLength {
  private static final Duration SIGNED_IN = Duration.ofHours(12);

  @EventListener
  void signedIn(InteractiveAuthenticationSuccessEvent event) {
    if (RequestContextHolder.getRequestAttributes()
        instanceof ServletRequestAttributes attributes) {
      attributes.getRequest().getSession().setMaxInactiveInterval((int) SIGNED_IN.toSeconds());
    }
  }
}
