package dev.assay.exports;

import dev.assay.exports.ImportProgress.Standing;
import dev.assay.exports.ImportProgress.State;
import dev.assay.runs.ExperimentId;
import dev.assay.team.Account;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Experiments as archives, out and in. */
@RestController
@RequestMapping("/api/v1")
class ArchiveController {
  private final ArchiveWriter archives;
  private final Imports imports;
  private final Sending sending;

  ArchiveController(ArchiveWriter archives, Imports imports, Sending sending) {
    this.archives = archives;
    this.imports = imports;
    this.sending = sending;
  }

  @Operation(
      summary = "An experiment as an archive",
      description =
          "A zip with all its runs, made while it is sent; another server takes it in. The header"
              + " X-Assay-Runs says how many runs there are.")
  @GetMapping("/experiments/{id}/archive")
  void archive(
      @Parameter(schema = @Schema(type = "integer")) @PathVariable ExperimentId id,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    Archive.Manifest manifest = archives.manifest(id);
    sending.send(
        new Sending.File("experiment-" + id + ".assay.zip", "application/zip"),
        request,
        response,
        out -> {
          response.setHeader("X-Assay-Runs", Integer.toString(manifest.runs()));
          archives.write(manifest, out);
        });
  }

  /**
   * An import.
   *
   * @param runsDone of {@code runsTotal}; those that were there before included
   * @param runsThere that were there before
   * @param bytesDone of the archive's {@code bytesTotal}
   * @param leftOut the first 100 things that were not taken in; null in lists
   */
  record ImportView(
      UUID id,
      State state,
      @Nullable String failure,
      long experimentId,
      String experiment,
      int runsDone,
      int runsThere,
      int runsTotal,
      long bytesDone,
      long bytesTotal,
      int leftOutCount,
      @Nullable List<String> leftOut,
      Instant begunAt,
      @Nullable Instant endedAt) {
    static ImportView of(ImportProgress p) {
      return of(p, p.leftOut());
    }

    static ImportView inList(ImportProgress p) {
      return of(p, null);
    }

    private static ImportView of(ImportProgress p, @Nullable List<String> leftOut) {
      Standing standing = p.standing();
      return new ImportView(
          p.id.value(),
          standing.state(),
          standing.failure(),
          p.experiment.value(),
          p.experimentName,
          p.runsDone.get(),
          p.runsThere.get(),
          p.runsTotal,
          p.bytesDone.get(),
          p.bytesTotal,
          p.leftOutCount(),
          leftOut,
          p.begunAt,
          standing.endedAt());
    }
  }

  @Operation(
      summary = "Take in the archive of an experiment",
      description =
          "The body is the zip. A damaged one is refused as a whole. When it has come, the answer is 202,"
              + " and the import goes on behind; the same archive again goes on with it and adds nothing twice.",
      requestBody =
          @RequestBody(
              required = true,
              content =
                  @Content(
                      mediaType = "application/zip",
                      schema = @Schema(type = "string", format = "binary"))))
  @PostMapping("/experiments/import")
  ResponseEntity<ImportView> begin(
      @Parameter(description = "of the new experiment; that of the archived one when left out")
          @RequestParam(required = false)
          @Nullable String name,
      HttpServletRequest request,
      @AuthenticationPrincipal Account account)
      throws IOException {
    ImportProgress begun = imports.begin(request.getInputStream(), name, account.id());
    return ResponseEntity.accepted()
        .location(URI.create("/api/v1/imports/" + begun.id))
        .body(ImportView.of(begun));
  }

  record ImportList(List<ImportView> items) {}

  @Operation(summary = "The imports of this server, newest first, at most 100")
  @GetMapping("/imports")
  ImportList list() {
    return new ImportList(imports.list().stream().map(ImportView::inList).toList());
  }

  @Operation(summary = "How far an import has come")
  @GetMapping("/imports/{id}")
  ImportView get(
      @Parameter(schema = @Schema(type = "string", format = "uuid")) @PathVariable ImportId id) {
    return ImportView.of(imports.get(id));
  }

  @Operation(
      summary = "Cancel an import",
      description =
          "It stops soon. What it has made stays; the same archive again goes on with it.")
  @DeleteMapping("/imports/{id}")
  ImportView cancel(
      @Parameter(schema = @Schema(type = "string", format = "uuid")) @PathVariable ImportId id) {
    return ImportView.of(imports.cancel(id));
  }
}
