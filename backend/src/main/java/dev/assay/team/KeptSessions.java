package dev.assay.team;

import dev.assay.database.DataFolder;
import org.apache.catalina.Context;
import org.apache.catalina.session.ManagerBase;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.servlet.Session;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.stereotype.Component;

/**
 * Who is signed in stays so when the server is stopped and started anew: who they are, and nothing
 * else of their sessions, is kept in the data folder in between.
 */
@Component
class KeptSessions implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {
  private final DataFolder folder;

  KeptSessions(DataFolder folder) {
    this.folder = folder;
  }

  @Override
  public void customize(TomcatServletWebServerFactory factory) {
    Session sessions = factory.getSettings().getSession();
    sessions.setPersistent(true);
    sessions.setStoreDir(folder.resolve("sessions").toFile());
    factory.addContextCustomizers(KeptSessions::keepTheAccountOnly);
  }

  private static void keepTheAccountOnly(Context context) {
    if (context.getManager() instanceof ManagerBase manager) {
      manager.setSessionAttributeNameFilter(
          HttpSessionSecurityContextRepository.SPRING_SECURITY_CONTEXT_KEY);
    }
  }
}
