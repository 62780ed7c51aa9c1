package dev.assay.mlflow;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.assay.artifacts.Artifacts;
import dev.assay.artifacts.Downloads;
import dev.assay.artifacts.Entry;
import dev.assay.artifacts.NewArtifact;
import dev.assay.artifacts.Sha256;
import dev.assay.artifacts.UploadId;
import dev.assay.artifacts.Uploads;
import dev.assay.artifacts.Uploads.Part;
import dev.assay.artifacts.Uploads.Ticket;
import dev.assay.artifacts.Uploads.Upload;
import dev.assay.mlflow.ArtifactAddress.Place;
import dev.assay.mlflow.ArtifactFiles.FileInfo;
import dev.assay.paging.Page;
import dev.assay.paging.PageRequest;
import dev.assay.problem.Problem;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;

/** Artifacts through the server, as MLflow's clients send and fetch them. */
@Hidden
@RestController
@RequestMapping({"/api/2.0/mlflow-artifacts", "/ajax-api/2.0/mlflow-artifacts"})
class ArtifactProxyController {
  private static final Logger log = LoggerFactory.getLogger(ArtifactProxyController.class);
  private static final int MOST_FILES = 50_000;

  private final ArtifactAddress address;
  private final Artifacts artifacts;
  private final Downloads downloads;
  private final Uploads uploads;

  ArtifactProxyController(
      ArtifactAddress address, Artifacts artifacts, Downloads downloads, Uploads uploads) {
    this.address = address;
    this.artifacts = artifacts;
    this.downloads = downloads;
    this.uploads = uploads;
  }

  /** MLflow's list has no pages: a folder with more than that is refused rather than cut. */
  @GetMapping("/artifacts")
  ArtifactFiles list(@RequestParam(defaultValue = "") String path) {
    Place folder = address.find(path);
    List<FileInfo> files = new ArrayList<>();
    @Nullable String cursor = null;
    do {
      Page<Entry> page =
          artifacts.list(
              folder.root(), folder.path(), new PageRequest(PageRequest.MAX_LIMIT, cursor));
      page.items().forEach(entry -> files.add(FileInfo.named(entry)));
      cursor = page.nextCursor();
      if (files.size() > MOST_FILES) {
        throw Refusal.invalid(
            "'%s' has more than %d entries; mlflow/artifacts/list has pages"
                .formatted(path, MOST_FILES));
      }
    } while (cursor != null);
    return new ArtifactFiles(null, files, null);
  }

  @GetMapping("/artifacts/{*path}")
  void download(@PathVariable String path, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Place file = address.find(path);
    downloads.send(file.root(), file.path(), request, response);
  }

  @PutMapping("/artifacts/{*path}")
  Map<String, Object> upload(@PathVariable String path, HttpServletRequest request)
      throws IOException {
    Place file = address.find(path);
    long length = request.getContentLengthLong();
    artifacts.put(
        file.root(),
        file.path(),
        new NewArtifact(request.getContentType(), length < 0 ? null : length, null, null),
        request.getInputStream());
    return Map.of();
  }

  @DeleteMapping("/artifacts/{*path}")
  Map<String, Object> delete(@PathVariable String path) {
    Place place = address.find(path);
    try {
      artifacts.delete(place.root(), place.path());
    } catch (Problem.NotFound e) {
      log.debug("nothing to delete: {}", e.getMessage()); // MLflow does not mind
    }
    return Map.of();
  }

  record Credential(
      String url,
      @JsonProperty("part_number") int partNumber,
      @JsonInclude Map<String, String> headers) {}

  record Created(@JsonProperty("upload_id") String uploadId, List<Credential> credentials) {}

  /** The parts go to addresses that carry a secret: the client sends them without its token. */
  @PostMapping("/mpu/create/{*path}")
  Created create(@PathVariable String path, Fields request) throws IOException {
    long parts = request.integer("num_parts", 1);
    if (parts < 1 || parts > Uploads.MOST_PARTS) {
      throw request.invalid("num_parts", "an upload has 1 to " + Uploads.MOST_PARTS + " parts");
    }
    Place file = address.find(path + "/" + name(request.required("path")));
    Ticket ticket = uploads.begin(file.root(), file.path(), NewArtifact.UNKNOWN);
    String server = ServletUriComponentsBuilder.fromCurrentContextPath().toUriString();
    return new Created(
        ticket.id().toString(),
        IntStream.rangeClosed(1, (int) parts)
            .mapToObj(n -> new Credential(partUrl(server, ticket, n), n, Map.of()))
            .toList());
  }

  private static String partUrl(String server, Ticket ticket, int number) {
    return "%s/api/v1/artifact-parts/%s/%d?secret=%s"
        .formatted(server, ticket.id(), number, ticket.secret());
  }

  /** Clients send the file's path on their own machine. */
  private static String name(String localFile) {
    String path = localFile.replace('\\', '/');
    return path.substring(path.lastIndexOf('/') + 1);
  }

  @PostMapping("/mpu/complete/{*path}")
  Map<String, Object> complete(@PathVariable String path, Fields request) throws IOException {
    UploadId upload = upload(path, request, uploads::toComplete);
    List<Part> parts =
        request.list("parts").stream()
            .map(p -> new Part((int) p.requiredInteger("part_number"), null, digest(p)))
            .toList();
    uploads.complete(upload, parts);
    return Map.of();
  }

  private static @Nullable Sha256 digest(Fields part) {
    String tag = part.text("etag", "").replace("\"", "");
    return tag.isEmpty() ? null : Sha256.parse("etag", tag);
  }

  @PostMapping("/mpu/abort/{*path}")
  Map<String, Object> abort(@PathVariable String path, Fields request) throws IOException {
    uploads.abort(upload(path, request, uploads::get));
    return Map.of();
  }

  /** The upload that a request names, if it is one to where the request says. */
  private UploadId upload(String path, Fields request, Function<UploadId, Upload> uploads) {
    Place file = address.find(path + "/" + name(request.required("path")));
    UploadId id;
    try {
      id = UploadId.of(request.required("upload_id"));
    } catch (IllegalArgumentException e) {
      throw request.invalid("upload_id", "it must come from mpu/create");
    }
    Upload upload = uploads.apply(id);
    if (!upload.root().equals(file.root()) || !upload.path().equals(file.path())) {
      throw Refusal.missing("No upload %s to '%s'".formatted(id, path));
    }
    return id;
  }
}
