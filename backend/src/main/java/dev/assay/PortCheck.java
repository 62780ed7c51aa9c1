package dev.assay;

import dev.assay.database.CannotStart;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.env.Environment;

/** Says that the port is taken before a database is started in vain, which takes seconds. */
final class PortCheck implements ApplicationListener<ApplicationEnvironmentPreparedEvent> {
  @Override
  public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
    Environment environment = event.getEnvironment();
    String address = environment.getProperty("server.address", "127.0.0.1");
    String given = environment.getProperty("server.port", "8080");
    int port = port(given);
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByName(address), port));
    } catch (UnknownHostException e) {
      throw new CannotStart("the address " + address + " to bind to is not known on this machine");
    } catch (BindException e) {
      throw new CannotStart(
          "port %d of %s cannot be used (%s); choose another with --port"
              .formatted(port, address, e.getMessage()));
    } catch (IOException e) {
      throw new CannotStart(
          "port %d of %s cannot be used: %s".formatted(port, address, e.getMessage()));
    }
  }

  private static int port(String given) {
    try {
      int port = Integer.parseInt(given);
      if (port >= 0 && port <= 65_535) {
        return port;
      }
    } catch (NumberFormatException e) {
      // said below, as for a number that is out of range
    }
    throw new CannotStart("port " + given + " is not a port; ports are 0 to 65535");
  }
}
