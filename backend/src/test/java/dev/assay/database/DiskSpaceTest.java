package dev.assay.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class DiskSpaceTest {
  private static final long MB = 1 << 20;

  private final AtomicLong free = new AtomicLong(600 * MB);
  private final DiskSpace disk = new DiskSpace(free::get, 500 * MB);

  private void look(long megabytes) {
    free.set(megabytes * MB);
    disk.look();
  }

  @Test
  void a_shortage_is_known_with_its_numbers_until_it_is_over_and_logged_once(
      CapturedOutput output) {
    assertThat(disk.shortage()).isEmpty();
    look(500);
    assertThat(disk.shortage()).as("as much as is needed").isEmpty();
    look(499);
    look(312);
    assertThat(disk.shortage())
        .contains("the disk of the data folder is nearly full: 312 MB are free, 500 MB are needed");
    look(700);
    look(800);
    assertThat(disk.shortage()).isEmpty();

    assertThat(output.getAll().lines().filter(l -> l.contains("the disk of the data folder")))
        .satisfiesExactly(
            low -> assertThat(low).contains("499 MB are free", "nothing is taken in"),
            over -> assertThat(over).contains("700 MB again"));
  }

  @Test
  void a_disk_that_cannot_be_asked_changes_nothing() {
    AtomicLong free = new AtomicLong(1);
    DiskSpace unsure =
        new DiskSpace(
            () -> {
              if (free.get() < 0) {
                throw new UncheckedIOException(new IOException("gone"));
              }
              return free.get();
            },
            2);
    unsure.look();
    free.set(-1);
    unsure.look();

    assertThat(unsure.shortage()).isPresent();
  }
}
