package dev.assay.benchmark;

import dev.assay.ServerProcess;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * A large file through a small server and back, one figure a line. Arguments: a folder, and the
 * size in GB (5). The client runs on the same machine and makes the file up as it sends it.
 */
final class ArtifactsBenchmark {
  private static final int HEAP_MEGABYTES = 512;
  private static final int BLOCK_BYTES = 1 << 20;
  private static final double GIGABYTE = 1e9;
  private static final int COPIES_ON_DISK = 2; // staged, and kept

  private final Path folder;
  private final long bytes;
  private final byte[] block = new byte[BLOCK_BYTES];

  private ArtifactsBenchmark(Path folder, double gigabytes) {
    this.folder = folder;
    this.bytes = (long) (gigabytes * GIGABYTE);
    new Random(1).nextBytes(block);
  }

  public static void main(String[] args) throws Exception {
    double gigabytes = args.length > 1 ? Double.parseDouble(args[1]) : 5;
    new ArtifactsBenchmark(Path.of(args[0]).toAbsolutePath(), gigabytes).run();
  }

  private void run() throws Exception {
    Files.createDirectories(folder);
    Machine.print(folder);
    Machine.checkRoom(folder, (int) Math.ceil(COPIES_ON_DISK * bytes / GIGABYTE) + 1);
    Figures.note("%.2f GB through a server with -Xmx%dm", bytes / GIGABYTE, HEAP_MEGABYTES);
    try (ServerProcess process = new ServerProcess(folder)) {
      Process server =
          process.start(
              List.of(
                  "-Xmx" + HEAP_MEGABYTES + "m",
                  "-XX:+UseSerialGC",
                  "-XX:+ExitOnOutOfMemoryError"));
      measure(process, server);
    }
  }

  private void measure(ServerProcess process, Process server) throws Exception {
    String url = process.await(server);
    String token = Files.readString(process.data().resolve("admin-token")).strip();
    String artifacts = url + "/api/v1/runs/" + newRun(url, token) + "/artifacts/content?path=";
    Figures.value("server's memory before (resident)", residentMegabytes(server), "MB");
    Figures.atLeast("up", rate(() -> put(artifacts + "a.bin", token)), "GB/s", 0.1);
    Figures.atLeast(
        "up again under another name", rate(() -> put(artifacts + "b.bin", token)), "GB/s", 0.1);
    Figures.atMost("kept of both, of one", kept(process) / bytes, "", 1);
    long expected = checksum();
    Figures.atLeast(
        "down, checked by the server",
        rate(() -> get(artifacts + "a.bin", token, expected)),
        "GB/s",
        0.2);
    Figures.atMost(
        "server's most memory (resident)", peakMegabytes(server), "MB", 2 * HEAP_MEGABYTES);
  }

  private interface Transfer {
    void run() throws IOException;
  }

  private double rate(Transfer transfer) throws IOException {
    long start = System.nanoTime();
    transfer.run();
    return bytes / (double) (System.nanoTime() - start);
  }

  private static HttpURLConnection open(String address, String token) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) URI.create(address).toURL().openConnection();
    connection.setRequestProperty("Authorization", "Bearer " + token);
    return connection;
  }

  private static String newRun(String url, String token) throws IOException {
    HttpURLConnection connection = open(url + "/api/v1/runs", token);
    connection.setDoOutput(true);
    connection.setRequestProperty("Content-Type", "application/json");
    try (OutputStream out = connection.getOutputStream()) {
      out.write("{\"experiment\":\"artifacts\"}".getBytes(StandardCharsets.UTF_8));
    }
    try (InputStream in = connection.getInputStream()) {
      String run = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return run.replaceAll("(?s)^\\{\"id\":\"([^\"]+)\".*", "$1");
    }
  }

  private void put(String address, String token) throws IOException {
    HttpURLConnection connection = open(address, token);
    connection.setRequestMethod("PUT");
    connection.setDoOutput(true);
    connection.setFixedLengthStreamingMode(bytes);
    try (OutputStream out = connection.getOutputStream()) {
      for (long at = 0; at < bytes; at += BLOCK_BYTES) {
        out.write(blockAt(at), 0, lengthAt(at));
      }
    }
    if (connection.getResponseCode() != 200) {
      throw new IOException("answered " + connection.getResponseCode());
    }
  }

  /** Each block is another one. */
  private byte[] blockAt(long at) {
    ByteBuffer.wrap(block).putLong(at);
    return block;
  }

  private int lengthAt(long at) {
    return (int) Math.min(BLOCK_BYTES, bytes - at);
  }

  private long checksum() {
    CRC32C sum = new CRC32C();
    for (long at = 0; at < bytes; at += BLOCK_BYTES) {
      sum.update(blockAt(at), 0, lengthAt(at));
    }
    return sum.getValue();
  }

  private void get(String address, String token, long expected) throws IOException {
    HttpURLConnection connection = open(address, token);
    CRC32C sum = new CRC32C();
    long received = 0;
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = connection.getInputStream()) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        sum.update(buffer, 0, n);
        received += n;
      }
    }
    if (received != bytes || sum.getValue() != expected) {
      throw new IOException("what came back is not what was sent");
    }
  }

  private static double kept(ServerProcess process) throws IOException {
    try (Stream<Path> files = Files.walk(process.data().resolve("artifacts"))) {
      return files.filter(Files::isRegularFile).mapToLong(f -> f.toFile().length()).sum();
    }
  }

  private static double residentMegabytes(Process server) throws IOException {
    return status(server, "VmRSS");
  }

  private static double peakMegabytes(Process server) throws IOException {
    return status(server, "VmHWM");
  }

  /** NaN where there is no such file. */
  private static double status(Process server, String name) throws IOException {
    Path status = Path.of("/proc/" + server.pid() + "/status");
    if (!Files.exists(status)) {
      return Double.NaN;
    }
    try (Stream<String> lines = Files.lines(status)) {
      return lines
          .filter(line -> line.startsWith(name + ":"))
          .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / 1024)
          .findFirst()
          .orElse(Double.NaN);
    }
  }
}
