package dev.assay.ui.benchmark;

import dev.assay.benchmark.Cpu;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The packaged server in a process of its own, with the flags that the launcher gives it. */
final class ServerProcess implements AutoCloseable {
  static final String PASSWORD = "password of the benchmark 0123456789";
  static final String TOKEN = "assay_token-of-the-benchmark-0123456789";
  private static final long PATIENCE_SECONDS = 120;
  private static final int COUNTS = 5;
  private static final Pattern TOTAL = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)");

  private final Process process;
  private final Path data;
  final String url;
  final Cpu cpu;

  /**
   * @param data the data folder; the log is beside it
   */
  ServerProcess(Path data) throws IOException, InterruptedException {
    this.data = data;
    Files.deleteIfExists(data.resolve("running"));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(flags().split(" +")));
    command.add("-Dassay.exit-with-parent=" + ProcessHandle.current().pid());
    command.addAll(List.of("-jar", jar(), "--server.port=0", "--server.address=127.0.0.1", "--assay.data=" + data));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("ASSAY_ADMIN_PASSWORD", PASSWORD);
    builder.environment().put("ASSAY_ADMIN_TOKEN", TOKEN);
    Path log = data.resolveSibling("server.log");
    process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    url = awaitUrl(log);
    cpu = Cpu.of(process.pid(), data.resolve("postgres-18"));
  }

  static String flags() {
    return System.getProperty("assay.bench.server.flags", "--enable-native-access=ALL-UNNAMED");
  }

  private static String jar() {
    return System.getProperty("assay.bench.server.jar", "ui/target/server/assay-server.jar");
  }

  private String awaitUrl(Path log) throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (System.nanoTime() < end && process.isAlive()) {
      if (Files.exists(data.resolve("running"))) {
        Properties running = new Properties();
        try (InputStream file = Files.newInputStream(data.resolve("running"))) {
          running.load(file);
        }
        if (Long.toString(process.pid()).equals(running.getProperty("pid")) && running.containsKey("url")) {
          return running.getProperty("url").replaceAll("/$", "");
        }
      }
      Thread.sleep(100);
    }
    process.destroy();
    throw new IllegalStateException("the server did not start:\n" + Files.readString(log));
  }

  /** Bytes of objects that are alive; the least of a few counts, for what is being answered is alive too. */
  long bytesAlive() throws InterruptedException {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < COUNTS; i++) {
      Matcher total = TOTAL.matcher(jcmd("GC.class_histogram")); // which collects before it counts
      if (!total.find()) {
        throw new IllegalStateException("the heap cannot be counted");
      }
      least = Math.min(least, Long.parseLong(total.group(1)));
      TimeUnit.SECONDS.sleep(1);
    }
    return least;
  }

  private String jcmd(String what) {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    try {
      Process asked = new ProcessBuilder(jcmd, Long.toString(process.pid()), what).redirectErrorStream(true).start();
      String said = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (asked.waitFor() != 0) {
        throw new IllegalStateException("jcmd " + what + ": " + said);
      }
      return said;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }
}
