package dev.assay.tracking;

import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * Logs the steps from FIRST up to but without END, one a millisecond, and ends without closing its
 * log: {@code SERVER RUN FOLDER FIRST END FLUSHSECONDS}, the last being how long it may take to
 * end.
 */
public final class LoggingProcess {

  private LoggingProcess() {}

  public static void main(String[] args) throws InterruptedException {
    var random = new SplittableRandom();
    var client = new AssayClient(URI.create(args[0]), FakeServer.TOKEN, Patience.none(), random);
    var spools = new Spools(Path.of(args[2]), 64 << 20, Clock.systemUTC());
    var log = // never closed
        new RunLog(
            client,
            new RunId(UUID.fromString(args[1])),
            Clock.systemUTC(),
            spools,
            100_000,
            Duration.ofSeconds(Long.parseLong(args[5])));
    for (long step = Long.parseLong(args[3]); step < Long.parseLong(args[4]); step++) {
      log.log("loss", step, step * 0.5);
      log.log("noise", step, random.nextDouble());
      if (step % 100 == 0) {
        log.line(LogStream.STDOUT, "step " + step);
      }
      Thread.sleep(Duration.ofMillis(1));
    }
  }
}
