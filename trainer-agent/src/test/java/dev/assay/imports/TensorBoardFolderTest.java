package dev.assay.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The files are made by src/test/resources/imports/write_tensorboard.py with TensorBoard's own
 * writer; what is expected is what its own reader, EventAccumulator, printed for them.
 */
@Timeout(60)
class TensorBoardFolderTest {

  private static final String FILE = "events.out.tfevents.1767225600.host.1.0";
  private static final Path FOLDER = Path.of("src/test/resources/imports/tensorboard");

  @TempDir Path folder;

  private final ImportServer server = new ImportServer();

  @AfterEach
  void close() {
    server.close();
  }

  private Summary bring(Path from) throws IOException, InterruptedException {
    return server.bring(new TensorBoardFolder(from, "tb"));
  }

  private static Path file(String run) {
    return FOLDER.resolve(run).resolve(FILE);
  }

  @Test
  void each_folder_with_event_files_is_a_run() throws Exception {
    Summary summary = bring(FOLDER);
    assertThat(server.runs())
        .extracting(ImportServer.Stored::name)
        .containsExactly("damaged", "kinds", "nested/cut", "restarted");
    assertThat(server.runs()).extracting(ImportServer.Stored::experiment).containsOnly("tb");
    assertThat(summary.runs()).isEqualTo(3);
    assertThat(summary.goingOn()).isEqualTo(1);
  }

  @Test
  void scalars_are_read_as_tensorboard_reads_them() throws Exception {
    Summary summary = bring(FOLDER);
    ImportServer.Stored run = server.run("kinds");
    // kinds train/loss [(0, 1.0), (1, 0.5), (2, 0.3333333432674408), (3, 0.25), (4, 0.20000000298)]
    assertThat(run.points("train/loss"))
        .containsExactly(
            entry(0L, 1.0),
            entry(1L, 0.5),
            entry(2L, 0.3333333432674408),
            entry(3L, 0.25),
            entry(4L, 0.20000000298023224));
    // kinds float tensor [(0, 1.5), (1, 2.5)], double [(0, 0.1)], listed [(0, 7.25)]
    assertThat(run.points("float")).containsExactly(entry(0L, 1.5), entry(1L, 2.5));
    assertThat(run.points("double")).containsExactly(entry(0L, 0.1));
    assertThat(run.points("listed")).containsExactly(entry(0L, 7.25));
    // kinds half tensor [(0, 0.3330078125), (1, 0.5)]
    assertThat(run.points("half")).containsExactly(entry(0L, 0.3330078125), entry(1L, 0.5));
    assertThat(run.points("bad")).containsExactly(entry(7L, Double.NaN));
    assertThat(run.points("big")).containsExactly(entry(7L, Double.POSITIVE_INFINITY));
    assertThat(run.times.get("train/loss")).containsEntry(2L, 1767225602000L);
    assertThat(run.status).isEqualTo("FINISHED");
    // kinds begins at 1795574116.4 (the writer's own first event, which has the time it was made)
    assertThat(run.created.get("startedAt").asString()).isEqualTo("2026-11-25T02:35:16.400Z");
    assertThat(run.endedAt).isNotNull();
    assertThat(run.points).doesNotContainKeys("weights", "picture");
    assertThat(summary.leftOut("values for the plugin histograms")).isEqualTo(2);
    assertThat(summary.leftOut("images")).isEqualTo(1);
    assertThat(summary.leftOut("graphs")).isEqualTo(1);
  }

  @Test
  void what_a_restarted_program_wrote_again_counts_once() throws Exception {
    Summary summary = bring(FOLDER);
    ImportServer.Stored run = server.run("restarted");
    // restarted loss [(0, 0.0), (1, 1.0), (2, 2.0), (3, 103.0), (4, 104.0), (5, 105.0), (6, 106.0)]
    assertThat(run.points("loss"))
        .containsExactlyEntriesOf(
            new TreeMap<>(
                Map.of(0L, 0.0, 1L, 1.0, 2L, 2.0, 3L, 103.0, 4L, 104.0, 5L, 105.0, 6L, 106.0)));
    // restarted only_first [(0, 0.0), (1, 1.0), (2, 2.0)]
    assertThat(run.points("only_first"))
        .containsExactly(entry(0L, 0.0), entry(1L, 1.0), entry(2L, 2.0));
    assertThat(summary.leftOut("points")).isEqualTo(4); // Removing 4 scalars
  }

  @Test
  void a_file_that_ends_within_a_record_leaves_its_run_open_for_the_rest() throws Exception {
    Summary summary = bring(FOLDER);
    // nested/cut loss [(0, 0.0), (1, 1.0), (2, 2.0)]
    assertThat(server.run("nested/cut").points("loss"))
        .containsExactly(entry(0L, 0.0), entry(1L, 1.0), entry(2L, 2.0));
    assertThat(server.run("nested/cut").status).isEqualTo("RUNNING");
    assertThat(summary.remarkLines())
        .singleElement()
        .asString()
        .contains("nested/cut/" + FILE, "the record at byte 212 is not whole");

    Path live = Files.createDirectories(folder.resolve("live")).resolve(FILE);
    byte[] whole = Files.readAllBytes(file("restarted"));
    Files.write(live, Arrays.copyOf(whole, whole.length - 1));
    bring(folder);
    assertThat(server.run("live").points("only_first")).hasSize(4);
    Files.write(live, whole);
    bring(folder);
    assertThat(server.runs()).hasSize(5);
    assertThat(server.run("live").status).isEqualTo("FINISHED");
    assertThat(server.run("live").points("only_first")).hasSize(5);
  }

  @Test
  void reading_stops_where_a_checksum_is_wrong_and_says_where() throws Exception {
    Summary summary = bring(FOLDER);
    // damaged loss [(0, 0.0), (1, 1.0)]; the damaged record begins at byte 170
    assertThat(server.run("damaged").points("loss"))
        .containsExactly(entry(0L, 0.0), entry(1L, 1.0));
    assertThat(summary.leftOutLines())
        .anyMatch(
            line ->
                line.contains("damaged/" + FILE)
                    && line.contains("checksum of the data of the record at byte 170"));

    byte[] bytes = Files.readAllBytes(file("kinds"));
    bytes[3] ^= 1; // of the first length
    Files.write(folder.resolve(FILE), bytes);
    assertThat(bring(folder).leftOutLines())
        .anyMatch(line -> line.contains("checksum of the length of the record at byte 0"));
  }

  @Test
  void a_second_import_changes_nothing() throws Exception {
    bring(FOLDER);
    long received = server.runs().stream().mapToLong(run -> run.received).sum();
    Summary second = bring(FOLDER);
    assertThat(server.runs()).hasSize(4);
    assertThat(server.runs().stream().mapToLong(run -> run.received).sum()).isEqualTo(received);
    assertThat(second.alreadyThere()).isEqualTo(3);
    assertThat(second.runs()).isZero();
  }

  @Test
  void a_record_that_is_larger_than_memory_should_hold_is_passed_over() throws Exception {
    Path file = folder.resolve(FILE);
    try (OutputStream out = Files.newOutputStream(file)) {
      EventWriter.record(out, new byte[EventFile.LARGEST_RECORD + 1]);
      out.write(Files.readAllBytes(file("kinds")));
    }
    Summary summary = bring(folder);
    assertThat(summary.leftOut("records")).isEqualTo(1);
    assertThat(server.runs().getFirst().points("train/loss")).hasSize(5);
  }

  @Test
  void a_record_that_is_no_event_ends_its_file() throws Exception {
    try (OutputStream out = Files.newOutputStream(folder.resolve(FILE))) {
      EventWriter.record(out, new byte[] {(byte) 0xff, (byte) 0xff, 1});
    }
    assertThat(bring(folder).leftOutLines()).anyMatch(line -> line.contains("is no event"));
  }

  @Test
  void a_file_cut_anywhere_gives_the_points_before_the_cut() throws Exception {
    byte[] whole = Files.readAllBytes(file("restarted"));
    Path file = folder.resolve(FILE);
    int before = 0;
    for (int length = 0; length <= whole.length; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      int records = 0;
      try (var events = new EventFile(file, _ -> {})) {
        while (events.next() != null) {
          records++;
        }
      } catch (EventFile.CutOff e) {
        assertThat(e).hasMessageContaining("is not whole");
      }
      assertThat(records).isBetween(before, before + 1);
      before = records;
    }
    assertThat(before).isEqualTo(11); // the version, and two points at each of five steps
  }

  @Test
  void a_folder_without_event_files_is_refused() {
    assertThatThrownBy(() -> bring(folder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no files with tfevents");
    assertThatThrownBy(() -> new TensorBoardFolder(folder.resolve("none"), "tb"))
        .hasMessageContaining("is missing or no folder");
  }
}
