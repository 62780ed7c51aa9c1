package dev.assay.artifacts;

import dev.assay.paging.Page;
import dev.assay.paging.PageRequest;
import dev.assay.problem.Problem;
import dev.assay.runs.RunId;
import dev.assay.runs.Runs;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * The files of runs over HTTP. Their paths are query parameters: nothing on the way normalises
 * those.
 */
@RestController
@RequestMapping("/api/v1/runs/{id}/artifacts")
class ArtifactController {
  private final Artifacts artifacts;
  private final Downloads downloads;
  private final Runs runs;

  ArtifactController(Artifacts artifacts, Downloads downloads, Runs runs) {
    this.artifacts = artifacts;
    this.downloads = downloads;
    this.runs = runs;
  }

  @Operation(
      summary = "What is in a folder",
      description = "By name, folders among files; `nextCursor` asks for more.")
  @GetMapping
  Page<ArtifactView> list(
      @Parameter(schema = @Schema(type = "string", format = "uuid")) @PathVariable RunId id,
      @Parameter(description = "a folder; the top when left out") @RequestParam(required = false)
          @Nullable String path,
      @Parameter(description = "1 to 1000") @RequestParam(required = false) @Nullable Integer limit,
      @RequestParam(required = false) @Nullable String cursor) {
    return artifacts
        .list(root(id), ArtifactPath.ofOptional(path), PageRequest.of(limit, cursor))
        .map(ArtifactView::of);
  }

  @Operation(
      summary = "Put a file",
      description =
          "The body is the file, as it is. All of it is durable when this answers 200, else nothing of it"
              + " is kept. The same path again replaces the file.")
  @PutMapping("/content")
  ArtifactView put(
      @Parameter(schema = @Schema(type = "string", format = "uuid")) @PathVariable RunId id,
      @RequestParam String path,
      @Parameter(description = "of the run, from 0: makes the file a checkpoint of that step")
          @RequestParam(required = false)
          @Nullable Long step,
      @Parameter(description = "the body's SHA-256 in hexadecimal; another one is refused")
          @RequestHeader(name = "X-Content-Sha256", required = false)
          @Nullable String sha256,
      @Parameter(description = "the same as RFC 9530 has it: `sha-256=:BASE64:`")
          @RequestHeader(name = "Content-Digest", required = false)
          @Nullable String digest,
      HttpServletRequest request)
      throws IOException {
    NewArtifact what =
        new NewArtifact(
            mediaType(request), announced(request), DigestHeaders.read(sha256, digest), step);
    return ArtifactView.of(
        artifacts.put(root(id), new ArtifactPath(path), what, request.getInputStream()));
  }

  /**
   * @param files what the folder is to consist of
   * @param from a folder beside it that goes with it
   */
  @Schema(
      example =
          """
          {"files": [{"path": "model.safetensors",
                      "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"}],
           "from": "checkpoints/last.incoming"}
          """)
  record Replacement(@NotNull List<@Valid @NotNull Content> files, @Nullable String from) {
    /**
     * @param path below the folder
     * @param sha256 of a file that the run has
     */
    record Content(@NotNull String path, @NotNull String sha256) {}
  }

  @Operation(
      summary = "Replace a folder",
      description =
          "The folder consists of these files from then on, and of nothing else: all of it or nothing."
              + " Their content is named by its SHA-256 and is among the run's files already, for"
              + " instance below `from`, which is deleted with that.")
  @PostMapping("/replace")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void replace(
      @Parameter(schema = @Schema(type = "string", format = "uuid")) @PathVariable RunId id,
      @RequestParam String path,
      @Valid @RequestBody Replacement replacement) {
    ArtifactPath folder = new ArtifactPath(path);
    Map<ArtifactPath, Sha256> wanted = new LinkedHashMap<>();
    for (Replacement.Content file : replacement.files()) {
      ArtifactPath target = folder.child(new ArtifactPath(file.path()).ofFile().value());
      if (wanted.put(target, Sha256.parse("files.sha256", file.sha256())) != null) {
        throw new Problem.Invalid("files.path", file.path(), "a path is given once");
      }
    }
    artifacts.replace(
        root(id),
        folder,
        wanted,
        replacement.from() == null ? null : new ArtifactPath(replacement.from()));
  }

  static @Nullable Long announced(HttpServletRequest request) {
    long length = request.getContentLengthLong();
    return length < 0 ? null : length;
  }

  /** What clients send that were told nothing says nothing. */
  private static @Nullable String mediaType(HttpServletRequest request) {
    String type = request.getContentType();
    return type == null
            || type.startsWith(MediaType.APPLICATION_FORM_URLENCODED_VALUE)
            || type.startsWith(MediaType.APPLICATION_OCTET_STREAM_VALUE)
        ? null
        : type;
  }

  @Operation(
      summary = "A file",
      description =
          "Its `ETag` is its SHA-256. A single range may be asked for; the whole is checked against the digest"
              + " while it is sent, and broken off when it is damaged.")
  @GetMapping("/content")
  void get(
      @Parameter(schema = @Schema(type = "string", format = "uuid")) @PathVariable RunId id,
      @RequestParam String path,
      @Parameter(hidden = true) HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    downloads.send(root(id), new ArtifactPath(path), request, response);
  }

  @Operation(summary = "All that is in a folder, as a zip")
  @GetMapping("/archive")
  void archive(
      @Parameter(schema = @Schema(type = "string", format = "uuid")) @PathVariable RunId id,
      @Parameter(description = "a folder; the top when left out") @RequestParam(required = false)
          @Nullable String path,
      HttpServletResponse response)
      throws IOException {
    downloads.sendArchive(root(id), ArtifactPath.ofOptional(path), response);
  }

  @Operation(summary = "Delete a file, or all that is in a folder")
  @DeleteMapping
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void delete(
      @Parameter(schema = @Schema(type = "string", format = "uuid")) @PathVariable RunId id,
      @RequestParam String path) {
    artifacts.delete(root(id), new ArtifactPath(path));
  }

  private ArtifactRoot root(RunId id) {
    return ArtifactRoot.of(runs.get(id));
  }
}
