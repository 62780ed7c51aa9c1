package dev.assay.logs;

import dev.assay.runs.RunEnded;
import dev.assay.runs.RunStatus;
import dev.assay.runs.Runs;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

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

  @EventListener
  void keep(RunEnded event) {
    if (runs.get(event.run()).status() != RunStatus.FAILED) {
      return;
    }
    try {
      String lines =
          logs.last(event.run(), LINES).lines().stream()
              .map(LogLine::text)
              .collect(Collectors.joining("\n"));
      if (!lines.isBlank()) {
        runs.keepLastLines(event.run(), lines);
      }
    } catch (CorruptBlock e) { // no reason not to let the run end
      log.warn("the last lines of run {} cannot be read: {}", event.run(), e.getMessage());
    }
  }
}
