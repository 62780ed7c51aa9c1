package dev.assay.artifacts;

import static dev.assay.schema.Tables.ARTIFACT_ROOT;
import static dev.assay.schema.Tables.CONTENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.problem.Problem;
import dev.assay.runs.RunId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

/** What is deleted, and above all what is not. */
@Timeout(60)
class CollectionTest {
  @TempDir Path folder;

  private final byte[] bytes = UUID.randomUUID().toString().getBytes(StandardCharsets.UTF_8);
  private final Sha256 sha256 = Sha256.of(Sha256.newDigest().digest(bytes));
  private final ArtifactPath path = new ArtifactPath("a/b");
  private ArtifactsOnDatabase on;
  private ArtifactRoot root;

  @BeforeEach
  void start() throws IOException {
    on = new ArtifactsOnDatabase(folder, ArtifactsOnDatabase.settings(null, null), null);
    on.db.deleteFrom(ARTIFACT_ROOT).execute(); // of other tests
    on.db.deleteFrom(CONTENT).execute();
    root = ArtifactRoot.of(on.newRun("collection"));
  }

  private Artifact put(ArtifactPath where) throws IOException {
    return on.artifacts.put(root, where, NewArtifact.UNKNOWN, body());
  }

  private InputStream body() {
    return new ByteArrayInputStream(bytes);
  }

  private boolean isKept() {
    return on.db.fetchExists(CONTENT, CONTENT.SHA256.eq(sha256.bytes()))
        && folder
            .resolve("artifacts/content/" + sha256.hex().substring(0, 2) + "/" + sha256)
            .toFile()
            .exists();
  }

  @Test
  void content_that_nothing_refers_to_goes_after_a_while() throws IOException {
    put(path);
    put(new ArtifactPath("c"));
    on.artifacts.delete(root, path);
    on.time.move(Duration.ofHours(2));
    on.upkeep.collect();
    assertThat(isKept()).as("c refers to it").isTrue();

    on.artifacts.delete(root, new ArtifactPath("c"));
    assertThat(on.upkeep.collect()).isEqualTo(1);

    assertThat(isKept()).isFalse();
    assertThat(on.upkeep.collect()).isZero();
  }

  @Test
  void content_that_was_just_claimed_stays() throws IOException {
    put(path);
    on.artifacts.delete(root, path);
    on.time.move(Duration.ofMinutes(59));

    on.upkeep.collect();
    assertThat(isKept()).isTrue();

    on.time.move(Duration.ofMinutes(2));
    on.store.claim(sha256, bytes.length); // somebody brings the same again
    on.upkeep.collect();
    assertThat(isKept()).isTrue();
  }

  @Test
  void whoever_brings_content_that_is_being_collected_waits_and_brings_it_anew() throws Exception {
    put(path);
    on.artifacts.delete(root, path);
    on.time.move(Duration.ofHours(2));
    CountDownLatch deleting = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Boolean> collection =
          threads.submit(
              () ->
                  on.store.collect(
                      sha256,
                      on.clock.instant().minus(Duration.ofHours(1)),
                      () -> {
                        deleting.countDown();
                        go.await();
                        on.contents.delete(sha256);
                      }));
      deleting.await();
      Future<Artifact> upload = threads.submit(() -> put(path));
      while (on.db
          .fetch("select 1 from pg_stat_activity where wait_event_type = 'Lock'")
          .isEmpty()) {
        Thread.sleep(10);
      }
      assertThat(upload.isDone()).isFalse();
      go.countDown();

      assertThat(collection.get()).isTrue();
      upload.get(30, TimeUnit.SECONDS);
    }
    assertThat(on.artifacts.open(root, path)).hasBinaryContent(bytes);
  }

  @Test
  void content_that_gets_a_name_while_it_is_to_be_collected_stays() throws Exception {
    put(path);
    on.artifacts.delete(root, path);
    on.time.move(Duration.ofHours(2));
    AtomicBoolean deleted = new AtomicBoolean();
    CountDownLatch named = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    Artifact artifact =
        new Artifact(path, bytes.length, sha256, "text/plain", null, on.clock.instant());
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> naming =
          threads.submit(
              () ->
                  on.transaction.execute(
                      t -> {
                        boolean put = on.store.put(root, artifact);
                        named.countDown();
                        awaitUninterrupted(go);
                        return put;
                      }));
      named.await();
      Future<Boolean> collection =
          threads.submit(
              () ->
                  on.store.collect(
                      sha256,
                      on.clock.instant().minus(Duration.ofHours(1)),
                      () -> deleted.set(true)));
      while (on.db
          .fetch("select 1 from pg_stat_activity where wait_event_type = 'Lock'")
          .isEmpty()) {
        Thread.sleep(10);
      }
      go.countDown();
      naming.get();
      assertThat(collection.get()).isFalse();
    }
    assertThat(deleted).isFalse();
    assertThat(on.artifacts.open(root, path)).hasBinaryContent(bytes);
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void the_artifacts_of_a_purged_run_go_with_it() throws IOException {
    put(path);
    RunId run = new RunId(root.id());
    on.runs.lifecycle.delete(run);
    on.runs.lifecycle.purge(run);
    on.time.move(Duration.ofHours(2));

    assertThat(on.upkeep.collect()).isEqualTo(1);

    assertThat(isKept()).isFalse();
    assertThatThrownBy(() -> put(path)).isInstanceOf(Problem.NotFound.class);
    assertThatThrownBy(
            () ->
                on.store.put(root, new Artifact(path, 1, sha256, "x/y", null, on.clock.instant())))
        .as("a run that was purged while its file came")
        .isInstanceOf(Problem.NotFound.class);
  }

  @Test
  void an_upload_that_nobody_goes_on_with_is_given_up() throws IOException {
    UploadId old = on.uploads.begin(root, path, NewArtifact.UNKNOWN).id();
    on.uploads.putPart(old, 1, null, body());
    on.time.move(Duration.ofHours(20));
    UploadId alive = on.uploads.begin(root, path, NewArtifact.UNKNOWN).id();
    on.time.move(Duration.ofHours(5));

    on.upkeep.endAbandoned();

    assertThatThrownBy(() -> on.uploads.putPart(old, 2, null, body()))
        .isInstanceOf(Problem.NotFound.class);
    assertThat(on.staging.uploads()).containsExactly(alive);
    assertThat(on.uploads.putPart(alive, 1, null, body()).sha256()).isEqualTo(sha256);
  }

  @Test
  void what_an_earlier_process_left_half_taken_in_is_swept_at_the_start() throws IOException {
    UploadId upload = on.uploads.begin(root, path, NewArtifact.UNKNOWN).id();
    on.uploads.putPart(upload, 1, null, body());
    Path left = folder.resolve("artifacts/staging/body-x");
    Files.write(left, bytes);

    on.data.close();
    on = new ArtifactsOnDatabase(folder, ArtifactsOnDatabase.settings(null, null), null);

    assertThat(left).doesNotExist();
    on.uploads.complete(upload, List.of(new Uploads.Part(1, null, null)));
    assertThat(on.artifacts.open(root, path)).hasBinaryContent(bytes);
  }

  @Test
  void an_experiment_has_no_more_than_its_quota() throws IOException {
    on =
        new ArtifactsOnDatabase(
            folder.resolve("quota"),
            ArtifactsOnDatabase.settings(null, DataSize.ofBytes(100)),
            null);
    root = ArtifactRoot.of(on.newRun("quota"));
    put(new ArtifactPath("1"));
    put(new ArtifactPath("2"));
    put(new ArtifactPath("2")); // in the place of itself

    assertThatThrownBy(() -> put(new ArtifactPath("3")))
        .isInstanceOf(Problem.TooLarge.class)
        .hasMessageMatching(
            "with this artifact experiment \\d+ would have 108 bytes of artifacts; it has at most"
                + " 100 \\(assay.artifacts.most-bytes-per-experiment\\)");

    on.artifacts.delete(root, new ArtifactPath("1"));
    put(new ArtifactPath("3"));
  }

  @Test
  void the_server_has_no_more_than_its_quota_and_counts_content_once() throws IOException {
    long there =
        on.db
            .select(org.jooq.impl.DSL.coalesce(org.jooq.impl.DSL.sum(CONTENT.BYTES), 0))
            .from(CONTENT)
            .fetchSingle(r -> ((Number) r.value1()).longValue());
    on =
        new ArtifactsOnDatabase(
            folder.resolve("quota"),
            ArtifactsOnDatabase.settings(DataSize.ofBytes(there + 50), null),
            null);
    root = ArtifactRoot.of(on.newRun("quota of the server"));
    put(new ArtifactPath("1"));
    put(new ArtifactPath("2"));

    byte[] other = new byte[20];
    assertThatThrownBy(
            () ->
                on.artifacts.put(root, path, NewArtifact.UNKNOWN, new ByteArrayInputStream(other)))
        .isInstanceOf(Problem.TooLarge.class)
        .hasMessageContaining("with this artifact the server would have");
    assertThatThrownBy(() -> on.artifacts.get(root, path)).isInstanceOf(Problem.NotFound.class);
  }

  @Test
  void a_file_larger_than_allowed_is_refused_before_it_is_taken_in() {
    NewArtifact huge = new NewArtifact(null, ArtifactsOnDatabase.LARGEST.toBytes() + 1, null, null);

    assertThatThrownBy(
            () ->
                on.artifacts.put(
                    root,
                    path,
                    huge,
                    new InputStream() {
                      @Override
                      public int read() {
                        throw new AssertionError("nothing is read");
                      }
                    }))
        .isInstanceOf(Problem.TooLarge.class)
        .hasMessageContaining("the largest has " + ArtifactsOnDatabase.LARGEST.toBytes());
  }

  @Test
  void an_upload_that_would_fill_the_disk_is_refused() {
    assertThatThrownBy(() -> on.staging.take(body(), Long.MAX_VALUE, 1L << 55))
        .isInstanceOf(Problem.Unavailable.class)
        .hasMessageContaining("the disk of the data folder has no room for");
  }

  @Test
  void a_file_and_a_folder_of_one_name_at_the_same_time_become_one_of_them() throws Exception {
    for (int i = 0; i < 20; i++) {
      ArtifactPath file = new ArtifactPath("x" + i);
      List<ArtifactPath> both = List.of(file, file.child("y"));
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        both.forEach(p -> threads.submit(() -> put(p)));
      }
      assertThat(both.stream().filter(p -> on.store.find(root, p).isPresent())).hasSize(1);
    }
  }

  /** Content on the disk, with something that happens when it is kept or deleted. */
  private final class Interrupted implements ContentStore {
    private final ContentStore disk = on.contents;
    private final Runnable afterKeeping;
    private final Predicate<Sha256> stays;

    Interrupted(Runnable afterKeeping, Predicate<Sha256> stays) {
      this.afterKeeping = afterKeeping;
      this.stays = stays;
    }

    @Override
    public void keep(Staged staged) throws IOException {
      disk.keep(staged);
      afterKeeping.run();
    }

    @Override
    public InputStream open(Sha256 sha256, long bytes, long from, long length) throws IOException {
      return disk.open(sha256, bytes, from, length);
    }

    @Override
    public boolean has(Sha256 sha256, long bytes) throws IOException {
      return disk.has(sha256, bytes);
    }

    @Override
    public void delete(Sha256 sha256) throws IOException {
      if (stays.test(sha256)) {
        throw new IOException("it cannot be deleted");
      }
      disk.delete(sha256);
    }

    @Override
    public void sweep() {}
  }

  private void useStore(Runnable afterKeeping, Predicate<Sha256> stays) throws IOException {
    ArtifactsOnDatabase before = on;
    ContentStore contents = new Interrupted(afterKeeping, stays);
    before.data.close();
    on = new ArtifactsOnDatabase(folder, ArtifactsOnDatabase.settings(null, null), contents);
    root = ArtifactRoot.of(on.newRun("collection"));
  }

  @Test
  void content_that_cannot_be_deleted_does_not_keep_the_rest_from_going() throws IOException {
    AtomicReference<Sha256> stuck = new AtomicReference<>(sha256);
    useStore(() -> {}, s -> s.equals(stuck.get()));
    put(path);
    List<Artifact> others = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      byte[] other = UUID.randomUUID().toString().getBytes(StandardCharsets.UTF_8);
      others.add(
          on.artifacts.put(
              root,
              new ArtifactPath("x" + i),
              NewArtifact.UNKNOWN,
              new ByteArrayInputStream(other)));
    }
    on.artifacts.delete(root, ArtifactPath.TOP);
    on.time.move(Duration.ofHours(2));

    assertThat(on.upkeep.collect()).isEqualTo(others.size());
    assertThat(isKept()).isTrue();

    stuck.set(others.getFirst().sha256());
    assertThat(on.upkeep.collect()).isEqualTo(1);
    assertThat(isKept()).isFalse();
  }

  @Test
  void content_that_takes_longer_to_keep_than_its_claim_is_not_collected_under_its_name()
      throws IOException {
    useStore(() -> on.time.move(Duration.ofMinutes(59)), s -> false);
    put(path);
    on.time.move(Duration.ofMinutes(30));
    on.artifacts.delete(root, path);

    assertThat(on.upkeep.collect()).as("claimed anew after it was kept").isZero();
  }

  @Test
  void content_that_was_collected_while_it_came_is_told_so_and_leaves_nothing() throws IOException {
    useStore(
        () -> {
          on.time.move(Duration.ofHours(2));
          on.upkeep.collect();
        },
        s -> false);

    assertThatThrownBy(() -> put(path))
        .isInstanceOf(Problem.Unavailable.class)
        .hasMessage("the content was collected while it came; send it again");
    assertThat(on.store.find(root, path)).isEmpty();
    assertThat(on.db.fetchExists(CONTENT, CONTENT.SHA256.eq(sha256.bytes())))
        .as("what may be left is to be collected")
        .isTrue();
    on.time.move(Duration.ofHours(2));
    assertThat(on.upkeep.collect()).isEqualTo(1);
  }

  @Test
  void a_purged_model_does_not_come_back_with_a_file_that_was_on_its_way() throws IOException {
    ArtifactRoot model =
        ArtifactRoot.ofModel(UUID.randomUUID(), Objects.requireNonNull(root.experiment()));

    assertThatThrownBy(() -> on.artifacts.put(model, path, NewArtifact.UNKNOWN, body()))
        .isInstanceOf(Problem.NotFound.class);
    assertThatThrownBy(() -> on.uploads.begin(model, path, NewArtifact.UNKNOWN))
        .isInstanceOf(Problem.NotFound.class);

    assertThat(on.db.fetchExists(ARTIFACT_ROOT, ARTIFACT_ROOT.ID.eq(model.id()))).isFalse();
  }

  @Test
  void parts_that_have_come_count_in_the_quota() throws IOException {
    on =
        new ArtifactsOnDatabase(
            folder.resolve("quota"),
            ArtifactsOnDatabase.settings(null, DataSize.ofBytes(100)),
            null);
    root = ArtifactRoot.of(on.newRun("quota of parts"));
    put(new ArtifactPath("1"));
    UploadId upload = on.uploads.begin(root, path, NewArtifact.UNKNOWN).id();
    on.uploads.putPart(upload, 1, (long) bytes.length, body());
    on.uploads.putPart(upload, 1, (long) bytes.length, body()); // in the place of itself

    assertThatThrownBy(() -> on.uploads.putPart(upload, 2, (long) bytes.length, body()))
        .isInstanceOf(Problem.TooLarge.class)
        .hasMessageContaining("would have 108 bytes of artifacts; it has at most 100");
    NewArtifact announced = new NewArtifact(null, (long) bytes.length, null, null);
    assertThatThrownBy(() -> on.artifacts.put(root, new ArtifactPath("2"), announced, body()))
        .isInstanceOf(Problem.TooLarge.class);
    on.artifacts.put(root, new ArtifactPath("1"), announced, body()); // in the place of itself
    on.uploads.complete(upload, List.of(new Uploads.Part(1, null, null)));
    assertThat(on.staging.partBytes()).isZero();
  }

  @Test
  void an_address_for_parts_is_good_for_a_day() throws IOException {
    Uploads.Ticket ticket = on.uploads.begin(root, path, NewArtifact.UNKNOWN);
    on.time.move(Duration.ofHours(23));
    assertThat(on.uploads.get(ticket.id(), ticket.secret()).path()).isEqualTo(path);
    on.uploads.putPart(ticket.id(), 1, null, body());

    on.time.move(Duration.ofHours(1));

    assertThatThrownBy(() -> on.uploads.get(ticket.id(), ticket.secret()))
        .isInstanceOf(Problem.NotFound.class);
    on.uploads.complete(ticket.id(), List.of(new Uploads.Part(1, null, null)));
  }

  @Test
  void a_deleted_run_takes_no_parts() throws IOException {
    UploadId upload = on.uploads.begin(root, path, NewArtifact.UNKNOWN).id();
    on.runs.lifecycle.delete(new RunId(root.id()));

    assertThatThrownBy(() -> on.uploads.putPart(upload, 1, null, body()))
        .isInstanceOf(Problem.Conflict.class);
  }

  @Test
  void of_parts_with_one_number_at_the_same_time_one_is_there() throws Exception {
    for (int i = 0; i < 20; i++) {
      UploadId upload = on.uploads.begin(root, path, NewArtifact.UNKNOWN).id();
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int j = 0; j < 4; j++) {
          byte[] part = {(byte) j};
          threads.submit(() -> on.uploads.putPart(upload, 1, null, new ByteArrayInputStream(part)));
        }
      }
      assertThat(on.uploads.parts(upload)).hasSize(1);
    }
  }

  @Test
  void a_completion_again_waits_for_the_first_and_gives_its_artifact() throws Exception {
    CountDownLatch keeping = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    useStore(
        () -> {
          keeping.countDown();
          awaitUninterrupted(go);
        },
        s -> false);
    UploadId upload = on.uploads.begin(root, path, NewArtifact.UNKNOWN).id();
    on.uploads.putPart(upload, 1, null, body());
    List<Uploads.Part> parts = List.of(new Uploads.Part(1, null, null));
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Artifact> first = threads.submit(() -> on.uploads.complete(upload, parts));
      keeping.await();
      Future<Artifact> second = threads.submit(() -> on.uploads.complete(upload, parts));
      assertThatThrownBy(() -> on.uploads.putPart(upload, 2, null, body()))
          .isInstanceOf(Problem.Conflict.class);
      assertThat(second.isDone()).isFalse();
      go.countDown();

      assertThat(second.get()).isSameAs(first.get());
    }
    assertThat(on.uploads.complete(upload, parts).sha256()).isEqualTo(sha256);
    assertThatThrownBy(() -> on.uploads.putPart(upload, 2, null, body()))
        .as("a part that comes late")
        .isInstanceOf(Problem.NotFound.class);
  }

  @Test
  void a_part_that_is_on_its_way_when_its_upload_ends_is_refused() throws Exception {
    UploadId upload = on.uploads.begin(root, path, NewArtifact.UNKNOWN).id();
    InputStream slow =
        new InputStream() {
          @Override
          public int read() throws IOException {
            on.uploads.abort(upload);
            return -1;
          }
        };

    assertThatThrownBy(() -> on.uploads.putPart(upload, 1, null, slow))
        .isInstanceOf(Problem.NotFound.class);
    assertThat(on.staging.uploads()).doesNotContain(upload);
  }
}
