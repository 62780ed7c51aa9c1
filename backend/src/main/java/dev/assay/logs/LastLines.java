package dev.assay.logs;

import dev.assay.runs.RunEnded;
import dev.assay.runs.RunId;
import dev.assay.runs.RunStatus;
import dev.assay.runs.Runs;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionalEventListener;

/** Puts the end of the log of a failed run beside its failure, where it is searched and seen. */
@Component
class LastLines {
  private static final Logger log = LoggerFactory.getLogger(LastLines.class);
  private static final int LINES = 20;

  private final Logs logs;
  private final Runs runs;

  LastLines(Logs logs, Runs runs) {
    this.logs = logs;
    this.runs = runs;
  }

  /** On a thread of its own: it needs a connection, while whoever ends the run still has one. */
  @TransactionalEventListener(fallbackExecution = true)
  void keep(RunEnded event) {
    Thread.ofVirtual().name("last-lines").start(() -> keep(event.run()));
  }

  private void keep(RunId run) {
    try {
      if (runs.get(run).status() != RunStatus.FAILED) {
        return;
      }
      String lines =
          logs.last(run, LINES).lines().stream()
              .map(LogLine::text)
              .collect(Collectors.joining("\n"));
      if (!lines.isBlank()) {
        runs.keepLastLines(run, lines);
      }
    } catch (RuntimeException e) { // they are still in the log
      log.warn("the last lines of run {} are not kept beside its failure: {}", run, e.toString());
    }
  }
}
