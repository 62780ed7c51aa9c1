package dev.assay.team;

import dev.assay.database.DataFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.catalina.Context;
import org.apache.catalina.session.ManagerBase;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.servlet.Session;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.stereotype.Component;

/**
 * Who is signed in stays so when the server is stopped and started anew: the ids of their sessions
 * and who they are are kept in the data folder in between, in a folder that only its owner can
 * read. Whoever can write there could as well change the database.
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
    sessions.setStoreDir(ownersOnly(folder.resolve("sessions")).toFile());
    factory.addContextCustomizers(KeptSessions::keepTheAccountOnly);
  }

  private static Path ownersOnly(Path sessions) {
    try {
      Files.createDirectories(sessions);
      if (sessions.getFileSystem().supportedFileAttributeViews().contains("posix")) {
        Files.setPosixFilePermissions(sessions, PosixFilePermissions.fromString("rwx------"));
      }
      return sessions;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void keepTheAccountOnly(Context context) {
    if (!(context.getManager() instanceof ManagerBase manager)) {
      throw new IllegalStateException("sessions would be kept with all that is in them");
    }
    manager.setSessionAttributeNameFilter(
        HttpSessionSecurityContextRepository.SPRING_SECURITY_CONTEXT_KEY);
  }
}
