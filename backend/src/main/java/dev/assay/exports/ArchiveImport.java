package dev.assay.exports;

import dev.assay.artifacts.Artifact;
import dev.assay.artifacts.ArtifactPath;
import dev.assay.artifacts.ArtifactRoot;
import dev.assay.artifacts.Artifacts;
import dev.assay.artifacts.CorruptContent;
import dev.assay.artifacts.NewArtifact;
import dev.assay.artifacts.Sha256;
import dev.assay.exports.Archive.Kept;
import dev.assay.exports.Archive.Recorded;
import dev.assay.exports.ArchiveReader.Entry;
import dev.assay.ingest.Ingest;
import dev.assay.ingest.MetricBatch;
import dev.assay.logs.LogBatch;
import dev.assay.logs.LogLine;
import dev.assay.logs.Logs;
import dev.assay.problem.Problem;
import dev.assay.runs.Inputs;
import dev.assay.runs.NewRun;
import dev.assay.runs.Params;
import dev.assay.runs.Run;
import dev.assay.runs.RunCopies;
import dev.assay.runs.RunEdit;
import dev.assay.runs.RunId;
import dev.assay.runs.Runs;
import dev.assay.runs.Sample;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;

/**
 * Makes runs of an archive. A copy that is not whole yet has a tag that says so; whoever takes the
 * same archive in again finishes those, and leaves whole ones as they are.
 */
@Component
class ArchiveImport {
  /** The tag of a copy that is not whole. */
  static final String UNFINISHED = "assay.import.unfinished";

  /** The tag that says who recorded a run elsewhere. */
  static final String USER = "assay.imported.user";

  private static final int TAGS_AT_ONCE = 500;
  private static final int INPUTS_AT_ONCE = 500;
  private static final int LINES_AT_ONCE = 2000;
  private static final int CHARACTERS_AT_ONCE = 1 << 20;
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Duration PAUSE = Duration.ofMillis(500);

  private final Runs runs;
  private final RunCopies copies;
  private final Inputs inputs;
  private final Ingest ingest;
  private final Logs logs;
  private final Artifacts artifacts;

  ArchiveImport(
      Runs runs, RunCopies copies, Inputs inputs, Ingest ingest, Logs logs, Artifacts artifacts) {
    this.runs = runs;
    this.copies = copies;
    this.inputs = inputs;
    this.ingest = ingest;
    this.logs = logs;
    this.artifacts = artifacts;
  }

  /**
   * Takes in an archive that was found to be whole.
   *
   * @throws CancellationException when it was cancelled
   * @throws Problem when something in it cannot be taken in
   */
  void run(InputStream archive, DataSize most, ImportProgress progress)
      throws IOException, InterruptedException {
    new Import(new ArchiveReader(new Counted(archive, progress), most), progress).all();
  }

  private final class Import {
    private final ArchiveReader archive;
    private final ImportProgress progress;
    private final Set<String> digests = new HashSet<>();
    private final List<Copy> unlinked = new ArrayList<>();
    private @Nullable Copy copy;
    private @Nullable Kept file;

    Import(ArchiveReader archive, ImportProgress progress) {
      this.archive = archive;
      this.progress = progress;
    }

    /**
     * A run that is being copied.
     *
     * @param parent its id elsewhere
     * @param forkedFrom its id elsewhere
     */
    private record Copy(
        Run run,
        @Nullable UUID parent,
        @Nullable UUID forkedFrom,
        @Nullable Long forkStep,
        boolean deleted,
        RunCopies.State state) {
      RunId id() {
        return run.id();
      }
    }

    void all() throws IOException, InterruptedException {
      for (@Nullable Entry entry = archive.next(); entry != null; entry = archive.next()) {
        switch (entry.kind()) {
          case MANIFEST -> {}
          case RUN -> {
            finishRun();
            copy = begin(archive.json(Recorded.class));
          }
          case SAMPLES, METRICS, LOG, FILE, CONTENT -> take(entry);
          case END -> finishRun();
        }
      }
      for (Copy waiting : unlinked) {
        link(waiting, true);
        copies.complete(waiting.id(), UNFINISHED, waiting.deleted());
      }
    }

    // --- a run

    private @Nullable Copy begin(Recorded recorded) {
      String origin = Recorded.origin(recorded.id());
      @Nullable Run there = copies.of(origin).orElse(null);
      if (there == null) {
        return begun(recorded, create(recorded, origin));
      }
      if (there.deletedAt() != null) {
        progress.leaveOut(
            "run %s (%s): its copy %s is in the trash; restore or purge that one first"
                .formatted(recorded.id(), recorded.name(), there.id()));
      } else if (there.tags().containsKey(UNFINISHED)) {
        return begun(recorded, there);
      } else if (!there.experimentId().equals(progress.experiment)) {
        progress.leaveOut(
            "run %s (%s): its copy %s is in experiment %s"
                .formatted(recorded.id(), recorded.name(), there.id(), there.experimentId()));
      } else {
        progress.runsThere.incrementAndGet();
      }
      progress.runsDone.incrementAndGet();
      return null;
    }

    private Run create(Recorded recorded, String origin) {
      Map<String, String> marks = new HashMap<>();
      marks.put(UNFINISHED, "true");
      marks.put(USER, recorded.user());
      NewRun run =
          new NewRun(recorded.name(), Params.of(recorded.params()), marks)
              .inGroup(recorded.group())
              .from(recorded.provenance())
              .silent(null)
              .imported(origin);
      return runs.create(progress.experiment, run, progress.by);
    }

    /** What is written of it at once; doing so again changes nothing. */
    private Copy begun(Recorded recorded, Run run) {
      List<Map.Entry<String, String>> tags = new ArrayList<>(recorded.tags().entrySet());
      for (int from = 0; from < tags.size(); from += TAGS_AT_ONCE) {
        Map<String, String> some = new HashMap<>();
        tags.subList(from, Math.min(tags.size(), from + TAGS_AT_ONCE))
            .forEach(tag -> some.put(tag.getKey(), tag.getValue()));
        runs.addTags(run.id(), some);
      }
      runs.edit(
          run.id(),
          List.of(new RunEdit.Notes(recorded.notes()), new RunEdit.Learnt(recorded.learnt())));
      for (int from = 0; from < recorded.inputs().size(); from += INPUTS_AT_ONCE) {
        int to = Math.min(recorded.inputs().size(), from + INPUTS_AT_ONCE);
        inputs.add(run.id(), recorded.inputs().subList(from, to));
      }
      return new Copy(
          run,
          recorded.parent(),
          recorded.forkedFrom(),
          recorded.forkStep(),
          recorded.deletedAt() != null,
          new RunCopies.State(
              recorded.status(),
              recorded.progress(),
              recorded.startedAt(),
              recorded.endedAt(),
              recorded.failure(),
              recorded.lastLines(),
              recorded.archivedAt()));
    }

    private void finishRun() throws IOException, InterruptedException {
      finishFile();
      if (copy != null) {
        copies.settle(copy.id(), copy.state());
        if (link(copy, false)) {
          copies.complete(copy.id(), UNFINISHED, copy.deleted());
        } else {
          unlinked.add(copy); // what it hangs on comes later
        }
        progress.runsDone.incrementAndGet();
        copy = null;
      }
    }

    /** Whether all that it hangs on is there, or is no longer waited for. */
    private boolean link(Copy of, boolean last) {
      @Nullable Run parent = copyOf(of.parent());
      @Nullable Run origin = copyOf(of.forkedFrom());
      boolean whole =
          (parent != null || of.parent() == null) && (origin != null || of.forkedFrom() == null);
      if (!whole && !last) {
        return false;
      }
      try {
        if (parent != null) {
          runs.edit(of.id(), List.of(new RunEdit.Parent(parent.id())));
        }
        if (origin != null) {
          copies.forked(of.id(), origin.id(), of.forkStep());
        }
      } catch (Problem.Conflict e) {
        progress.leaveOut("the parent of run " + of.id() + ": " + e.getMessage());
      }
      if (!whole) {
        progress.leaveOut("run %s hangs on a run that is not in the archive".formatted(of.id()));
      }
      return true;
    }

    private @Nullable Run copyOf(@Nullable UUID elsewhere) {
      return elsewhere == null ? null : copies.of(Recorded.origin(elsewhere)).orElse(null);
    }

    // --- what was recorded of it

    private void take(Entry entry) throws IOException, InterruptedException {
      if (entry.kind() != Archive.Kind.CONTENT) {
        finishFile();
      }
      if (copy == null) {
        if (entry.kind() == Archive.Kind.FILE) {
          digests.add(archive.json(Kept.class).sha256());
        }
        return;
      }
      switch (entry.kind()) {
        case SAMPLES -> samples(copy);
        case METRICS -> points(copy, entry.name());
        case LOG -> log(copy);
        case FILE -> file = archive.json(Kept.class);
        case CONTENT -> content(copy);
        case MANIFEST, RUN, END -> throw new IllegalStateException(entry.name());
      }
    }

    private void samples(Copy of) throws IOException {
      int there = copies.samples(of.id());
      var lines = archive.new Lines<>(Sample.class);
      int n = 0;
      for (@Nullable Sample sample = lines.next(); sample != null; sample = lines.next()) {
        if (n++ >= there) {
          copies.add(of.id(), sample);
        }
      }
    }

    private void points(Copy of, String entry) throws IOException, InterruptedException {
      PushbackInputStream in = new PushbackInputStream(archive.content());
      @Nullable MetricBatch batch = PointFrames.read(in, entry);
      while (batch != null) {
        MetricBatch frame = batch;
        patiently(() -> ingest.store(of.id(), null, frame));
        batch = PointFrames.read(in, entry);
      }
    }

    private void log(Copy of) throws IOException, InterruptedException {
      long there = logs.total(of.id());
      var lines = archive.new Lines<>(LogLine.class);
      List<LogLine> batch = new ArrayList<>();
      int characters = 0;
      long n = 0;
      for (@Nullable LogLine line = lines.next(); line != null; line = lines.next()) {
        if (n++ < there) {
          continue;
        }
        batch.add(line);
        characters += line.text().length();
        if (batch.size() >= LINES_AT_ONCE || characters >= CHARACTERS_AT_ONCE) {
          if (!append(of, batch)) {
            return;
          }
          batch.clear();
          characters = 0;
        }
      }
      if (!batch.isEmpty()) {
        append(of, batch);
      }
    }

    private boolean append(Copy of, List<LogLine> batch) throws IOException, InterruptedException {
      try {
        patiently(() -> logs.append(of.id(), new LogBatch(batch), null));
        return true;
      } catch (Problem.Conflict e) { // this server keeps less of a log
        progress.leaveOut("the end of the log of run " + of.id() + ": " + e.getMessage());
        return false;
      }
    }

    // --- files

    private void content(Copy of) throws IOException, InterruptedException {
      if (file != null) {
        put(of, file, archive.content());
        digests.add(file.sha256());
        file = null;
      }
    }

    /** A file whose content did not follow has that of an earlier one. */
    private void finishFile() throws IOException, InterruptedException {
      if (file == null || copy == null) {
        return;
      }
      Kept same = file;
      file = null;
      if (!digests.contains(same.sha256())) {
        progress.leaveOut(
            "file %s of run %s: its content is not in the archive"
                .formatted(same.path(), copy.id()));
        return;
      }
      Sha256 digest = Sha256.parse("sha256", same.sha256());
      Artifact earlier =
          new Artifact(
              new ArtifactPath(same.path()),
              same.bytes(),
              digest,
              same.mediaType(),
              null,
              Instant.EPOCH);
      try (InputStream bytes = artifacts.open(earlier)) {
        put(copy, same, bytes);
      } catch (CorruptContent e) { // the earlier one was left out
        progress.leaveOut(
            "file %s of run %s: %s".formatted(same.path(), copy.id(), e.getMessage()));
      }
    }

    private void put(Copy of, Kept kept, InputStream bytes)
        throws IOException, InterruptedException {
      ArtifactRoot root = ArtifactRoot.of(of.run());
      ArtifactPath path = new ArtifactPath(kept.path());
      Sha256 digest = Sha256.parse("sha256", kept.sha256());
      if (isThere(root, path, digest)) {
        return;
      }
      try {
        artifacts.put(
            root,
            path,
            new NewArtifact(kept.mediaType(), kept.bytes(), digest, kept.step()),
            bytes);
      } catch (Problem.TooLarge | Problem.Conflict | Problem.Invalid e) {
        progress.leaveOut("file %s of run %s: %s".formatted(path, of.id(), e.getMessage()));
      }
    }

    private boolean isThere(ArtifactRoot root, ArtifactPath path, Sha256 digest) {
      try {
        return artifacts.get(root, path).sha256().equals(digest);
      } catch (Problem.NotFound e) {
        return false;
      }
    }

    // --- a server that has much to do

    private interface Attempt {
      Object make() throws InterruptedException;
    }

    /** Waits while the server is busy, as any other client does. */
    private void patiently(Attempt attempt) throws InterruptedException {
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (true) {
        try {
          attempt.make();
          return;
        } catch (Problem.Busy | Problem.Unavailable e) {
          if (System.nanoTime() > deadline) {
            throw e;
          }
          requireWanted(progress);
          Thread.sleep(PAUSE);
        }
      }
    }
  }

  private static void requireWanted(ImportProgress progress) {
    if (progress.isCancelled()) {
      throw new CancellationException("cancelled");
    }
  }

  /** Tells how far it has been read, and stops when that is wanted. */
  private static final class Counted extends FilterInputStream {
    private final ImportProgress progress;

    Counted(InputStream in, ImportProgress progress) {
      super(in);
      this.progress = progress;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      requireWanted(progress);
      int n = in.read(bytes, offset, length);
      progress.bytesDone.addAndGet(Math.max(n, 0));
      return n;
    }
  }
}
