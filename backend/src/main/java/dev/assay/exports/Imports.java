package dev.assay.exports;

import dev.assay.database.DataFolder;
import dev.assay.exports.ImportProgress.State;
import dev.assay.problem.Problem;
import dev.assay.runs.Experiment;
import dev.assay.runs.ExperimentId;
import dev.assay.runs.Experiments;
import dev.assay.runs.Retention;
import dev.assay.team.UserId;
import jakarta.annotation.PreDestroy;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.util.FileSystemUtils;

/**
 * Archives that are taken in. How far each has come is known to this server alone and forgotten
 * with it; what was made of it stays, and doing it again goes on from there.
 */
@Service
class Imports {
  /** The tag of an experiment that says of which other one it is a copy. */
  static final String FROM = "assay.imported.from";

  private static final Logger log = LoggerFactory.getLogger(Imports.class);
  private static final int MOST_REMEMBERED = 100;
  private static final int RETRY_AFTER_SECONDS = 30;
  private static final Duration STOPPED_WITHIN = Duration.ofSeconds(4);

  private final ArchiveCheck check;
  private final ArchiveImport archives;
  private final Experiments experiments;
  private final Retention retention;
  private final ExportSettings settings;
  private final Clock clock;
  private final Path folder;
  private final Semaphore room;
  private final ConcurrentSkipListMap<String, ImportProgress> all = new ConcurrentSkipListMap<>();

  Imports(
      DataFolder data,
      ArchiveCheck check,
      ArchiveImport archives,
      Experiments experiments,
      Retention retention,
      ExportSettings settings,
      Clock clock)
      throws IOException {
    this.check = check;
    this.archives = archives;
    this.experiments = experiments;
    this.retention = retention;
    this.settings = settings;
    this.clock = clock;
    room = new Semaphore(settings.importsAtOnce());
    folder = data.resolve("imports");
    FileSystemUtils.deleteRecursively(folder); // of an earlier process
    Files.createDirectories(folder);
  }

  /**
   * Takes an archive in; returns when it has come and is whole, and goes on behind.
   *
   * @param name of the new experiment; null for the one in the archive
   * @throws Problem.Invalid when it is no whole archive
   * @throws Problem.Conflict when there is another experiment of that name
   * @throws Problem.TooLarge when it is larger than allowed
   * @throws Problem.Busy when others are being taken in
   */
  ImportProgress begin(InputStream body, @Nullable String name, UserId by) throws IOException {
    if (!room.tryAcquire()) {
      throw new Problem.Busy(
          "%d imports are going on".formatted(settings.importsAtOnce()), RETRY_AFTER_SECONDS);
    }
    ImportId id = ImportId.next();
    Path file = folder.resolve(id + ".zip");
    try {
      Archive.Manifest manifest = check.receive(body, file);
      Experiment into = experiment(manifest.experiment(), name, by);
      ImportProgress progress =
          new ImportProgress(
              id, by, into.id(), into.name(), clock.instant(), manifest.runs(), Files.size(file));
      all.put(id.toString(), progress);
      forget();
      Thread.ofVirtual().name("import-" + id).start(() -> run(file, progress));
      return progress;
    } catch (IOException | RuntimeException | Error e) {
      Files.deleteIfExists(file);
      room.release();
      throw e;
    }
  }

  /** The one that an earlier import of the archive made, or a new one. */
  private Experiment experiment(Archive.Head head, @Nullable String name, UserId by) {
    String wanted = name == null ? head.name() : name;
    Optional<Experiment> there = experiments.find(wanted).filter(e -> e.deletedAt() == null);
    if (there.isEmpty()) {
      return copy(head, wanted, by);
    }
    if (!head.origin().equals(there.get().tags().get(FROM))) {
      throw new Problem.Conflict(
          "there is an experiment named %s already, and it is no copy of this one: give the copy another name, with ?name="
              .formatted(wanted));
    }
    return there.get();
  }

  private Experiment copy(Archive.Head head, String name, UserId by) {
    Map<String, String> tags = new HashMap<>(head.tags());
    tags.put(FROM, head.origin());
    ExperimentId made = experiments.create(name, head.notes(), tags, by).id();
    retention.setRules(made, head.retention());
    return experiments.get(made);
  }

  private void run(Path file, ImportProgress progress) {
    try (InputStream in = Files.newInputStream(file)) {
      archives.run(in, settings.mostUnpacked(), progress);
      progress.end(State.DONE, null, clock.instant());
    } catch (CancellationException e) {
      progress.end(State.CANCELLED, null, clock.instant());
    } catch (Problem e) {
      fail(progress, e.getMessage() + "");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      fail(progress, "the server is stopping");
    } catch (IOException | RuntimeException | Error e) {
      log.error("import {} failed", progress.id, e);
      fail(progress, "something went wrong in the server: " + e.getMessage());
    } finally {
      room.release();
      delete(file);
    }
  }

  private void fail(ImportProgress progress, String why) {
    progress.end(State.FAILED, why, clock.instant());
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      log.warn("{} is no longer needed, but could not be deleted: {}", file, e.getMessage());
    }
  }

  /** Forgets the oldest ones. */
  private void forget() {
    while (all.size() > MOST_REMEMBERED) {
      all.pollFirstEntry();
    }
  }

  /** Those that this server remembers, newest first; at most 100. */
  List<ImportProgress> list() {
    return List.copyOf(all.descendingMap().values());
  }

  /**
   * @throws Problem.NotFound when this server knows of none
   */
  ImportProgress get(ImportId id) {
    @Nullable ImportProgress progress = all.get(id.toString());
    if (progress == null) {
      throw new Problem.NotFound("import", id);
    }
    return progress;
  }

  /** Stops one soon; what it has made stays. One that has ended stays as it is. */
  ImportProgress cancel(ImportId id) {
    ImportProgress progress = get(id);
    progress.cancel();
    return progress;
  }

  @PreDestroy
  void stop() throws InterruptedException {
    all.values().forEach(ImportProgress::cancel);
    boolean stopped =
        room.tryAcquire(settings.importsAtOnce(), STOPPED_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    if (!stopped) {
      log.warn("an import did not stop in time; doing it again goes on with it");
    }
  }
}
