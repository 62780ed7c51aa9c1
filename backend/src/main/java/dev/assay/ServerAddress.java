package dev.assay;

import dev.assay.database.DataFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Where this server is reached, once it is. While it takes requests the data folder has a file
 * {@code running} that says so with its process id: what the launcher waits for.
 */
@Component
public class ServerAddress {
  private final String host;
  private final Path file;
  private int port;

  ServerAddress(DataFolder folder, @Value("${server.address:127.0.0.1}") String address) {
    this.host = address.equals("0.0.0.0") || address.equals("::") ? "localhost" : address;
    this.file = folder.resolve("running");
  }

  /** Without a slash at the end. */
  public String url() {
    return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }

  @EventListener
  void started(WebServerInitializedEvent event) throws IOException {
    port = event.getWebServer().getPort();
    Files.writeString(file, "pid=%d\nurl=%s\n".formatted(ProcessHandle.current().pid(), url()));
  }

  @EventListener
  void closed(ContextClosedEvent event) throws IOException {
    Files.deleteIfExists(file);
  }
}
