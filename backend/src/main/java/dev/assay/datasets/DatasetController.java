package dev.assay.datasets;

import dev.assay.datasets.Datasets.Side;
import dev.assay.paging.Page;
import dev.assay.paging.PageRequest;
import dev.assay.runs.Run;
import dev.assay.runs.RunStatus;
import dev.assay.tables.FileFormat;
import dev.assay.team.Account;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/** Data sets over HTTP; what is no finite number is null. */
@RestController
@RequestMapping("/api/v1/datasets")
class DatasetController {
  private static final String VERSION = "/{id}/versions/{number}";

  private final Datasets datasets;

  DatasetController(Datasets datasets) {
    this.datasets = datasets;
  }

  @Operation(
      summary = "Register a version of a data set",
      description =
          "The body is the file, as it is: CSV with a line of names, JSON lines, or Parquet; CSV and"
              + " JSON lines may be compressed with gzip. The format follows from the file's name."
              + " The data set is made where there is none of that name. The same content again is"
              + " the version that is there (200). The profile follows in the background.")
  @PostMapping
  ResponseEntity<ObjectNode> upload(
      @RequestParam String name,
      @Parameter(description = "ends in .csv, .jsonl, .ndjson, .parquet; .gz of the first three")
          @RequestParam
          String fileName,
      @Parameter(description = "when rows were; guessed when left out")
          @RequestParam(required = false)
          @Nullable String timeColumn,
      @RequestParam(defaultValue = "") String note,
      @AuthenticationPrincipal Account account,
      HttpServletRequest request)
      throws IOException {
    NewDatasetVersion what =
        new NewDatasetVersion(name, fileName, FileFormat.of(fileName), timeColumn, note);
    long bytes = request.getContentLengthLong();
    Uploaded uploaded =
        datasets.upload(what, bytes < 0 ? null : bytes, request.getInputStream(), account.id());
    return ResponseEntity.status(uploaded.isNew() ? HttpStatus.CREATED : HttpStatus.OK)
        .body(DatasetJson.tree(uploaded.version()));
  }

  @Operation(summary = "Data sets, newest first, each with its newest version")
  @GetMapping
  Page<ObjectNode> list(
      @RequestParam(required = false) @Nullable Integer limit,
      @RequestParam(required = false) @Nullable String cursor) {
    return datasets.list(PageRequest.of(limit, cursor)).map(DatasetJson::tree);
  }

  @Operation(summary = "A data set with its newest version")
  @GetMapping("/{id}")
  ObjectNode get(@PathVariable DatasetId id) {
    return DatasetJson.tree(datasets.get(id));
  }

  @Operation(summary = "Delete a data set with all versions and their files")
  @DeleteMapping("/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void delete(@PathVariable DatasetId id) {
    datasets.delete(id);
  }

  @Operation(summary = "Versions, newest first")
  @GetMapping("/{id}/versions")
  Page<ObjectNode> versions(
      @PathVariable DatasetId id,
      @RequestParam(required = false) @Nullable Integer limit,
      @RequestParam(required = false) @Nullable String cursor) {
    return datasets.versions(id, PageRequest.of(limit, cursor)).map(DatasetJson::tree);
  }

  @Operation(
      summary = "A version: digest, who, when, and what it has",
      description = "`shape` is null until `state` is DONE.")
  @GetMapping(VERSION)
  ObjectNode version(@PathVariable DatasetId id, @PathVariable int number) {
    return DatasetJson.tree(datasets.version(id, number));
  }

  @Operation(summary = "Delete a version with its file; its number is not given again")
  @DeleteMapping(VERSION)
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void delete(@PathVariable DatasetId id, @PathVariable int number) {
    datasets.delete(id, number);
  }

  @Operation(summary = "The file of a version, as it came")
  @GetMapping(VERSION + "/content")
  void content(@PathVariable DatasetId id, @PathVariable int number, HttpServletResponse response)
      throws IOException {
    DatasetVersion version = datasets.version(id, number);
    try (InputStream in = datasets.open(version)) {
      response.setContentType(MediaType.APPLICATION_OCTET_STREAM_VALUE);
      response.setContentLengthLong(version.bytes());
      response.setHeader(HttpHeaders.ETAG, "\"" + version.sha256() + "\"");
      response.setHeader(
          HttpHeaders.CONTENT_DISPOSITION,
          ContentDisposition.attachment()
              .filename(version.fileName(), StandardCharsets.UTF_8)
              .build()
              .toString());
      in.transferTo(response.getOutputStream());
    }
  }

  @Operation(
      summary = "What the columns of a version look like",
      description = "409 while there is no profile, with the reason.")
  @GetMapping(VERSION + "/profile")
  ObjectNode profile(@PathVariable DatasetId id, @PathVariable int number) {
    return DatasetJson.tree(datasets.profile(id, number));
  }

  @Operation(summary = "Make a profile that failed again, in the background")
  @PostMapping(VERSION + "/profile")
  @ResponseStatus(HttpStatus.ACCEPTED)
  ObjectNode profileAgain(@PathVariable DatasetId id, @PathVariable int number) {
    return DatasetJson.tree(datasets.profileAgain(id, number));
  }

  /** A run that was given a data set. */
  record UsingRun(UUID id, String name, RunStatus status, Instant createdAt) {
    static UsingRun of(Run run) {
      return new UsingRun(run.id().value(), run.name(), run.status(), run.createdAt());
    }
  }

  record UsingRuns(List<UsingRun> items) {}

  @Operation(
      summary = "Runs that were given a version, newest first",
      description = "At most 100: those with an input of its name, and its SHA-256 as digest.")
  @GetMapping(VERSION + "/runs")
  UsingRuns runs(@PathVariable DatasetId id, @PathVariable int number) {
    return new UsingRuns(datasets.runs(id, number).stream().map(UsingRun::of).toList());
  }

  @Operation(
      summary = "How two versions, or windows of time, differ, by column",
      description =
          "The largest PSI first. A window is from a moment to before another; of times without a"
              + " zone UTC is meant. Files are read for it, so that the answer of large ones takes a"
              + " while.")
  @GetMapping("/{id}/drift")
  ObjectNode drift(
      @PathVariable DatasetId id,
      @RequestParam int reference,
      @RequestParam(required = false) @Nullable Instant referenceFrom,
      @RequestParam(required = false) @Nullable Instant referenceTo,
      @RequestParam int current,
      @RequestParam(required = false) @Nullable Instant currentFrom,
      @RequestParam(required = false) @Nullable Instant currentTo) {
    return DatasetJson.tree(
        datasets.drift(
            id,
            new Side(reference, new Window(referenceFrom, referenceTo)),
            new Side(current, new Window(currentFrom, currentTo))));
  }
}
