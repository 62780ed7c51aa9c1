package dev.assay;

import java.io.IOException;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.task.SimpleAsyncTaskSchedulerCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What is done again and again, and may fail once: the next time may do better. */
@Configuration(proxyBeanMethods = false)
class RepeatedWork {
  private static final Logger log = LoggerFactory.getLogger(RepeatedWork.class);

  @Bean
  SimpleAsyncTaskSchedulerCustomizer failuresAreTold() {
    return scheduler -> scheduler.setErrorHandler(RepeatedWork::tell);
  }

  /** A database or a disk that is away is told of in one line; anything else is a defect. */
  private static void tell(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException || cause instanceof IOException) {
        log.warn("work in the background has to wait: {}", oneLine(cause));
        log.debug("why it has to wait", failure);
        return;
      }
    }
    log.error("work in the background failed", failure);
  }

  private static String oneLine(Throwable cause) {
    return cause.toString().replaceAll("\\s+", " ");
  }
}
