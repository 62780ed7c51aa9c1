package dev.assay;

import dev.assay.database.DatabaseLost;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationListener;
import org.springframework.context.PayloadApplicationEvent;

/**
 * Ends the server when its embedded database does: the next start recovers the data, this process
 * cannot. Only the program itself listens; tests share their process.
 */
final class ExitWithoutDatabase
    implements ApplicationListener<PayloadApplicationEvent<DatabaseLost>> {
  private static final Logger log = LoggerFactory.getLogger(ExitWithoutDatabase.class);
  private static final int EXIT_CODE = 3;

  @Override
  public void onApplicationEvent(PayloadApplicationEvent<DatabaseLost> event) {
    log.error("the embedded PostgreSQL ended unexpectedly; the server ends too, start it again");
    System.exit(EXIT_CODE);
  }
}
