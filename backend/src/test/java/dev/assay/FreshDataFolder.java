package dev.assay;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.util.FileSystemUtils;

/**
 * Gives each test server an empty data folder of its own: what an earlier run of the tests left
 * must not decide the outcome.
 */
public class FreshDataFolder
    implements ApplicationContextInitializer<ConfigurableApplicationContext> {
  private static final AtomicInteger servers = new AtomicInteger();

  @Override
  public void initialize(ConfigurableApplicationContext context) {
    Path folder = Path.of("target/test-data", Integer.toString(servers.incrementAndGet()));
    try {
      FileSystemUtils.deleteRecursively(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    TestPropertyValues.of("assay.data=" + folder).applyTo(context);
  }
}
