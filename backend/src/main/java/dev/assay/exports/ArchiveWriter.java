package dev.assay.exports;

import dev.assay.artifacts.Artifact;
import dev.assay.artifacts.ArtifactPath;
import dev.assay.artifacts.ArtifactRoot;
import dev.assay.artifacts.Artifacts;
import dev.assay.logs.LogLine;
import dev.assay.logs.LogPage;
import dev.assay.logs.Logs;
import dev.assay.paging.Page;
import dev.assay.paging.PageRequest;
import dev.assay.problem.Problem;
import dev.assay.runs.Experiment;
import dev.assay.runs.ExperimentId;
import dev.assay.runs.Experiments;
import dev.assay.runs.Inputs;
import dev.assay.runs.Provenances;
import dev.assay.runs.Retention;
import dev.assay.runs.Run;
import dev.assay.runs.RunCopies;
import dev.assay.runs.RunId;
import dev.assay.runs.Runs;
import dev.assay.runs.Sample;
import dev.assay.series.MetricSummary;
import dev.assay.series.Series;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Writes the {@link Archive} of an experiment, a page of this and that in memory. */
@Component
class ArchiveWriter {
  private static final int RUNS_AT_ONCE = 1000;
  private static final int SAMPLES_AT_ONCE = 50;
  private static final int LINES_AT_ONCE = 2000;
  private static final int FILES_AT_ONCE = 500;

  private final Experiments experiments;
  private final Retention retention;
  private final RunCopies copies;
  private final Runs runs;
  private final Provenances provenances;
  private final Inputs inputs;
  private final Series series;
  private final PointPages pages;
  private final Logs logs;
  private final Artifacts artifacts;
  private final Clock clock;

  ArchiveWriter(
      Experiments experiments,
      Retention retention,
      RunCopies copies,
      Runs runs,
      Provenances provenances,
      Inputs inputs,
      Series series,
      PointPages pages,
      Logs logs,
      Artifacts artifacts,
      Clock clock) {
    this.experiments = experiments;
    this.retention = retention;
    this.copies = copies;
    this.runs = runs;
    this.provenances = provenances;
    this.inputs = inputs;
    this.series = series;
    this.pages = pages;
    this.logs = logs;
    this.artifacts = artifacts;
    this.clock = clock;
  }

  /**
   * What is going to be written.
   *
   * @throws Problem.NotFound when there is no such experiment
   */
  Archive.Manifest manifest(ExperimentId id) {
    Experiment e = experiments.get(id);
    String version =
        Optional.ofNullable(ArchiveWriter.class.getPackage().getImplementationVersion())
            .orElse("unreleased");
    return new Archive.Manifest(
        Archive.FORMAT,
        Archive.VERSION,
        "Assay " + version,
        clock.instant(),
        copies.count(id),
        new Archive.Head(
            id.value(), e.name(), e.notes(), e.tags(), e.createdAt(), retention.rules(id)));
  }

  /** Writes the archive; runs that begin meanwhile may be in it or not. */
  void write(Archive.Manifest manifest, OutputStream out) throws IOException {
    Writing writing = new Writing(out);
    writing.json("manifest.json", manifest);
    ExperimentId experiment = new ExperimentId(manifest.experiment().id());
    List<RunId> some = copies.ids(experiment, null, RUNS_AT_ONCE);
    while (!some.isEmpty()) {
      for (RunId run : some) {
        writing.run(run);
      }
      some = copies.ids(experiment, some.getLast(), RUNS_AT_ONCE);
    }
    writing.end();
  }

  private final class Writing {
    private final ZipOutputStream zip;

    /** The content that is in the archive already. */
    private final Set<String> digests = new HashSet<>();

    private long entries;
    private int runCount;
    private long points;
    private long lines;
    private long files;

    Writing(OutputStream out) {
      zip = new ZipOutputStream(out);
      zip.setLevel(Deflater.BEST_SPEED);
    }

    private void begin(String name) throws IOException {
      zip.putNextEntry(new ZipEntry(name));
      entries++;
    }

    void json(String name, Object value) throws IOException {
      begin(name);
      zip.write(Archive.json(value));
      zip.closeEntry();
    }

    void end() throws IOException {
      json("end.json", new Archive.End(entries, runCount, points, lines, files));
      zip.finish(); // closes nothing: an archive that breaks off must not look whole
    }

    void run(RunId id) throws IOException {
      @Nullable Run run = runs.all(List.of(id)).stream().findAny().orElse(null);
      if (run == null) {
        return; // purged meanwhile
      }
      String folder = "runs/" + id + "/";
      byte[] json =
          Archive.json(Archive.Recorded.of(run, runs.notes(id), provenances.of(id), inputs.of(id)));
      if (json.length > Archive.LARGEST_RUN_BYTES) {
        throw new Problem.TooLarge(
            "what is known of run %s takes %d MB; an archive takes %d MB a run"
                .formatted(id, json.length >> 20, Archive.LARGEST_RUN_BYTES >> 20));
      }
      begin(folder + "run.json");
      zip.write(json);
      zip.closeEntry();
      runCount++;
      samples(id, folder);
      points(id, folder);
      log(id, folder);
      files(run, folder);
    }

    private void samples(RunId run, String folder) throws IOException {
      List<Sample> some = copies.samples(run, 0, SAMPLES_AT_ONCE);
      if (some.isEmpty()) {
        return;
      }
      begin(folder + "samples.jsonl");
      for (int n = 0; !some.isEmpty(); some = copies.samples(run, n, SAMPLES_AT_ONCE)) {
        for (Sample sample : some) {
          line(sample);
        }
        n += some.size();
      }
      zip.closeEntry();
    }

    private void line(Object value) throws IOException {
      zip.write(Archive.json(value));
      zip.write('\n');
    }

    private void points(RunId run, String folder) throws IOException {
      List<MetricSummary> metrics = series.metrics(run);
      if (metrics.isEmpty()) {
        return;
      }
      begin(folder + "metrics.frames");
      points += PointFrames.write(pages, run, metrics, zip);
      zip.closeEntry();
    }

    private void log(RunId run, String folder) throws IOException {
      LogPage page = logs.read(run, 0, LINES_AT_ONCE);
      if (page.lines().isEmpty()) {
        return;
      }
      long end = page.total(); // a log that grows faster than it is read would have none
      begin(folder + "log.jsonl");
      while (!page.lines().isEmpty()) {
        for (LogLine line : page.lines()) {
          line(line);
        }
        lines += page.lines().size();
        page =
            page.nextLine() < end
                ? logs.read(run, page.nextLine(), LINES_AT_ONCE)
                : new LogPage(end, List.of(), end);
      }
      zip.closeEntry();
    }

    private void files(Run run, String folder) throws IOException {
      ArtifactRoot root = ArtifactRoot.of(run);
      int n = 0;
      @Nullable String cursor = null;
      do {
        Page<Artifact> page =
            artifacts.walk(root, ArtifactPath.TOP, new PageRequest(FILES_AT_ONCE, cursor));
        for (Artifact artifact : page.items()) {
          file(artifact, folder + "files/" + n++);
        }
        cursor = page.nextCursor();
      } while (cursor != null);
    }

    private void file(Artifact artifact, String name) throws IOException {
      json(name + ".json", Archive.Kept.of(artifact));
      files++;
      if (digests.add(artifact.sha256().hex())) {
        begin(name + ".content");
        try (InputStream content = artifacts.open(artifact)) {
          content.transferTo(zip);
        }
        zip.closeEntry();
      }
    }
  }
}
