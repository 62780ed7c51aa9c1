package dev.assay.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class SpoolTest {

  private static final RunId RUN = new RunId(UUID.randomUUID());
  private static final int HEADER = 35;

  @TempDir Path folder;

  private final FakeServer server = new FakeServer(30);

  @SuppressWarnings("NullAway.Init")
  private Spools spools;

  @BeforeEach
  void open() {
    spools = spools(1 << 20);
  }

  @AfterEach
  void close() {
    server.close();
  }

  private Spools spools(long mostBytes) {
    return new Spools(folder, mostBytes, Clock.systemUTC());
  }

  private Spool spool() {
    return new Spool(spools, RUN);
  }

  private static Parcel parcel(int size) {
    byte[] body = new byte[size];
    new SplittableRandom(size).nextBytes(body);
    return Parcel.of(Parcel.Kind.POINTS, size, body);
  }

  private static Parcel tags(int number) {
    byte[] body = Wire.JSON.writeValueAsBytes(Map.of("n", String.valueOf(number)));
    return Parcel.of(Parcel.Kind.TAGS, 1, body);
  }

  private static List<UUID> keys(Parcel... parcels) {
    return Arrays.stream(parcels).map(Parcel::key).toList();
  }

  /** Takes everything out. */
  private static List<UUID> drain(Spool spool) {
    List<UUID> keys = new ArrayList<>();
    for (var next = spool.first(); next.isPresent(); next = spool.first()) {
      keys.add(next.get().key());
      spool.remove(next.get());
    }
    return keys;
  }

  /** All that is left of the run, taken out. */
  private List<UUID> left() {
    List<UUID> keys = new ArrayList<>();
    for (Spool spool : spools.claim(RUN)) {
      try (spool) {
        keys.addAll(drain(spool));
      }
    }
    return keys;
  }

  private List<Path> segments() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".parcels")).sorted().toList();
    }
  }

  private boolean isEmpty() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.findAny().isEmpty();
    }
  }

  @Test
  void parcels_come_back_as_they_were_in_their_order() {
    Parcel zipped = Parcel.of(Parcel.Kind.LINES, 7, new byte[10_000]).smaller();
    assertThat(zipped.gzipped()).isTrue();
    Parcel[] all = {parcel(0), parcel(1), zipped, tags(1), parcel(100_000)};
    try (Spool spool = spool()) {
      for (Parcel parcel : all) {
        assertThat(spool.append(parcel)).isTrue();
      }
    }
    for (Spool spool : spools.claim(RUN)) {
      try (spool) {
        assertThat(spool.run()).isEqualTo(RUN);
        assertThat(spool.parcels()).isEqualTo(5);
        assertThat(spool.entries()).isEqualTo(0 + 1 + 7 + 1 + 100_000);
        for (Parcel parcel : all) {
          Parcel first = spool.first().orElseThrow();
          assertThat(first).usingRecursiveComparison().isEqualTo(parcel);
          spool.remove(first);
        }
        assertThat(spool.first()).isEmpty();
      }
    }
  }

  @Test
  void what_was_taken_does_not_come_back_and_an_empty_spool_leaves_nothing() throws IOException {
    Parcel[] all = {parcel(1), parcel(2), parcel(3)};
    try (Spool spool = spool()) {
      for (Parcel parcel : all) {
        assertThat(spool.append(parcel)).isTrue();
      }
      spool.remove(spool.first().orElseThrow());
    }
    assertThat(left()).isEqualTo(keys(all[1], all[2]));
    assertThat(isEmpty()).isTrue();
  }

  @Test
  void a_spool_that_nothing_was_put_in_never_touches_the_disk() throws IOException {
    try (Spool spool = spool()) {
      assertThat(spool.first()).isEmpty();
    }
    assertThat(isEmpty()).isTrue();
  }

  @Test
  void a_torn_end_is_cut_off_at_whatever_byte_it_is_torn() throws IOException {
    Parcel whole = parcel(50);
    Parcel torn = parcel(20);
    for (int kept = 0; kept < HEADER + 20; kept++) {
      try (Spool spool = spool()) {
        assertThat(spool.append(whole)).isTrue();
        assertThat(spool.append(torn)).isTrue();
      }
      Path file = segments().getFirst();
      byte[] bytes = Files.readAllBytes(file);
      Files.write(file, Arrays.copyOf(bytes, HEADER + 50 + kept));
      assertThat(left()).as("%d bytes", kept).isEqualTo(keys(whole));
    }
  }

  @Test
  void an_end_of_zeros_or_of_damaged_bytes_is_cut_off() throws IOException {
    for (int zeros : new int[] {1, HEADER, 4096}) {
      Parcel whole = parcel(50);
      try (Spool spool = spool()) {
        assertThat(spool.append(whole)).isTrue();
      }
      Path file = segments().getFirst();
      Files.write(file, Arrays.copyOf(Files.readAllBytes(file), HEADER + 50 + zeros));
      assertThat(left()).isEqualTo(keys(whole));
    }
    for (int at = 0; at < HEADER + 20; at++) {
      Parcel whole = parcel(50);
      try (Spool spool = spool()) {
        assertThat(spool.append(whole)).isTrue();
        assertThat(spool.append(parcel(20))).isTrue();
      }
      Path file = segments().getFirst();
      byte[] bytes = Files.readAllBytes(file);
      bytes[HEADER + 50 + at] ^= 0x10;
      Files.write(file, bytes);
      boolean isTakenMark = at == 4; // outside the checksum; only 1 counts
      assertThat(left()).as("byte %d", at).startsWith(whole.key()).hasSize(isTakenMark ? 2 : 1);
    }
  }

  @Test
  void files_are_deleted_as_they_are_taken_and_a_full_spool_has_room_again() throws IOException {
    try (Spool spool = spool()) {
      int put = 0;
      while (spool.append(parcel(5_000))) {
        put++;
      }
      long bytes = 0;
      for (Path segment : segments()) {
        bytes += Files.size(segment);
      }
      assertThat(bytes).isBetween((1L << 20) * 9 / 10, 1L << 20);
      assertThat(drainAtMost(spool, put / 2)).isEqualTo(put / 2);
      assertThat(segments()).hasSizeLessThan(40);
      assertThat(spool.append(parcel(5_000))).isTrue();
      assertThat(drain(spool)).hasSize(put - put / 2 + 1);
    }
    assertThat(isEmpty()).isTrue();
  }

  private static int drainAtMost(Spool spool, int most) {
    for (int i = 0; i < most; i++) {
      spool.remove(spool.first().orElseThrow());
    }
    return most;
  }

  @Test
  void the_room_is_shared_with_what_others_have_left() {
    try (Spool first = spool()) {
      assertThat(first.append(parcel(1 << 20))).isTrue();
    }
    try (Spool second = new Spool(spools, new RunId(UUID.randomUUID()))) {
      assertThat(second.append(parcel(1))).isFalse();
    }
  }

  @Test
  void a_disk_that_cannot_be_written_takes_nothing() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    var broken = new Spools(file.resolve("spool"), 1 << 20, Clock.systemUTC());
    try (Spool spool = new Spool(broken, RUN)) {
      assertThat(spool.append(parcel(1))).isFalse();
      assertThat(spool.first()).isEmpty();
    }
  }

  @Test
  void a_spool_in_use_is_nobody_elses() {
    try (Spool spool = spool()) {
      assertThat(spool.append(parcel(1))).isTrue();
      assertThat(spools.claim(RUN)).isEmpty();
      assertThat(spools(1 << 20).claim(RUN)).isEmpty();
    }
    List<Spool> claimed = spools.claim(RUN);
    assertThat(claimed).hasSize(1);
    assertThat(spools.claim(RUN)).isEmpty();
    claimed.forEach(Spool::close);
    assertThat(left()).hasSize(1);
  }

  @Test
  void leftovers_of_all_runs_are_sent_under_their_keys() throws Exception {
    Parcel[] all = {tags(0), tags(1), tags(2)};
    for (Parcel parcel : all) {
      try (Spool spool = new Spool(spools, new RunId(UUID.randomUUID()))) {
        assertThat(spool.append(parcel)).isTrue();
      }
    }
    spools.sendLeftovers(server.client());
    assertThat(server.requests("/tags"))
        .extracting(FakeServer.Request::key)
        .containsExactlyInAnyOrder(keys(all).stream().map(UUID::toString).toArray(String[]::new));
    assertThat(isEmpty()).isTrue();
  }

  @Test
  void leftovers_that_are_refused_are_dropped_and_do_not_hold_up_the_others() throws Exception {
    server.failMetrics(false, 400);
    try (Spool spool = spool()) {
      var points = new PointBuffer();
      points.add("loss", 1, 1, 1);
      assertThat(spool.append(Parcel.of(Parcel.Kind.POINTS, 1, points.toFrame()))).isTrue();
      assertThat(spool.append(tags(1))).isTrue();
    }
    spools.sendLeftovers(server.client());
    assertThat(server.requests("/metrics")).isEmpty();
    assertThat(server.accepted("/tags"))
        .extracting(JsonNode::toString)
        .containsExactly("{\"n\":\"1\"}");
    assertThat(isEmpty()).isTrue();
  }

  @Test
  void leftovers_wait_for_a_server_that_is_away_and_for_a_token_that_it_takes() throws Exception {
    try (Spool spool = spool()) {
      assertThat(spool.append(tags(1))).isTrue();
    }
    var stranger =
        new AssayClient(server.address(), "wrong", Patience.none(), new SplittableRandom(1));
    assertThatThrownBy(() -> spools.sendLeftovers(stranger))
        .isInstanceOf(ServerException.Refused.class);
    server.close();
    spools.sendLeftovers(server.client().with(Patience.none()));
    assertThat(segments()).hasSize(1);
    server.start();
    spools(1 << 20).sendLeftovers(server.client());
    assertThat(server.requests("/tags")).hasSize(1);
  }

  @Test
  void leftovers_are_not_tried_again_before_the_time_that_the_server_asked_for() throws Exception {
    server.retryAfter(3600);
    server.failMetrics(false, 429);
    try (Spool spool = spool()) {
      var points = new PointBuffer();
      points.add("loss", 1, 1, 1);
      assertThat(spool.append(Parcel.of(Parcel.Kind.POINTS, 1, points.toFrame()))).isTrue();
    }
    spools.sendLeftovers(server.client());
    spools.sendLeftovers(server.client());
    assertThat(server.requests("/metrics")).isEmpty();
    spools(1 << 20).sendLeftovers(server.client());
    assertThat(server.requests("/metrics")).hasSize(1);
  }
}
