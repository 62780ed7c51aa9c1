package dev.assay.artifacts;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A server that speaks S3 and that others wrote, as a process of its own. */
final class S3Server implements AutoCloseable {
  static final Path JAR = Path.of("target/s3mock/s3mock.jar");
  static final String BUCKET = "artifacts";

  private final Process process;
  private final int port;

  S3Server(Path folder) throws IOException, InterruptedException {
    port = freePort();
    process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:TieredStopAtLevel=1",
                    "-Xmx256m",
                    "-Djava.io.tmpdir=" + folder,
                    "-jar",
                    JAR.toString(),
                    "--server.port=0",
                    "--http.port=" + port,
                    "--com.adobe.testing.s3mock.httpPort=" + port,
                    "--com.adobe.testing.s3mock.store.initialBuckets=" + BUCKET))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("s3mock.log").toFile())
            .start();
    while (!answers()) {
      if (!process.isAlive()) {
        throw new IllegalStateException(Files.readString(folder.resolve("s3mock.log")));
      }
      Thread.sleep(100);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private boolean answers() {
    try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + port);
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }
}
