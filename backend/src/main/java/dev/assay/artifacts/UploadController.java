package dev.assay.artifacts;

import dev.assay.artifacts.Uploads.Part;
import dev.assay.artifacts.Uploads.Ticket;
import dev.assay.artifacts.Uploads.Upload;
import dev.assay.problem.Problem;
import dev.assay.runs.RunId;
import dev.assay.runs.Runs;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Uploads in parts over HTTP. */
@RestController
class UploadController {
  private static final String UPLOADS = "/api/v1/runs/{id}/artifacts/uploads";

  private final Uploads uploads;
  private final Runs runs;

  UploadController(Uploads uploads, Runs runs) {
    this.uploads = uploads;
    this.runs = runs;
  }

  @Schema(
      example =
          """
          {"path": "checkpoints/step-1000.safetensors", "mediaType": "application/octet-stream", "step": 1000}
          """)
  record BeginRequest(
      @NotNull String path,
      @Nullable String mediaType,
      @Nullable String sha256,
      @Nullable Long step) {}

  /**
   * @param partAddress where parts may be put without a token, with their number in the place of
   *     {@code {number}}
   */
  record BegunView(String id, String partAddress) {
    static BegunView of(Ticket ticket) {
      return new BegunView(
          ticket.id().toString(),
          "/api/v1/artifact-parts/%s/{number}?secret=%s".formatted(ticket.id(), ticket.secret()));
    }
  }

  @Operation(
      summary = "Begin an upload in parts",
      description =
          "The parts may come at the same time and in any order. An upload to which nothing is added"
              + " for a day is given up.")
  @PostMapping(UPLOADS)
  @ResponseStatus(HttpStatus.CREATED)
  BegunView begin(@PathVariable RunId id, @Valid @RequestBody BeginRequest wanted)
      throws IOException {
    Sha256 sha256 = wanted.sha256() == null ? null : Sha256.parse("sha256", wanted.sha256());
    NewArtifact what = new NewArtifact(wanted.mediaType(), null, sha256, wanted.step());
    return BegunView.of(
        uploads.begin(ArtifactRoot.of(runs.get(id)), new ArtifactPath(wanted.path()), what));
  }

  record PartView(int number, @Nullable Long bytes, @Nullable String sha256) {
    static PartView of(Part part) {
      return new PartView(
          part.number(), part.bytes(), part.sha256() == null ? null : part.sha256().hex());
    }

    Part part() {
      return new Part(number, bytes, sha256 == null ? null : Sha256.parse("parts.sha256", sha256));
    }
  }

  @Operation(summary = "Put a part", description = "Numbers are 1 to 10000.")
  @PutMapping(UPLOADS + "/{upload}/parts/{number}")
  PartView putPart(
      @PathVariable RunId id,
      @PathVariable UploadId upload,
      @PathVariable int number,
      HttpServletRequest request)
      throws IOException {
    require(id, upload);
    return PartView.of(
        uploads.putPart(
            upload, number, ArtifactController.announced(request), request.getInputStream()));
  }

  @Operation(
      summary = "Put a part with the upload's own secret",
      description = "No token is needed. The `ETag` of the answer is the part's SHA-256.")
  @PutMapping("/api/v1/artifact-parts/{upload}/{number}")
  PartView putPartWithSecret(
      @PathVariable UploadId upload,
      @PathVariable int number,
      @RequestParam String secret,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    uploads.get(upload, secret);
    PartView part =
        PartView.of(
            uploads.putPart(
                upload, number, ArtifactController.announced(request), request.getInputStream()));
    response.setHeader(HttpHeaders.ETAG, "\"" + part.sha256() + "\"");
    return part;
  }

  @Schema(
      example =
          """
          {"parts": [{"number": 1, "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"}]}
          """)
  record PartList(@NotNull List<PartView> parts) {}

  @Operation(summary = "The parts that have come")
  @GetMapping(UPLOADS + "/{upload}")
  PartList parts(@PathVariable RunId id, @PathVariable UploadId upload) throws IOException {
    require(id, upload);
    return new PartList(uploads.parts(upload).stream().map(PartView::of).toList());
  }

  @Operation(
      summary = "Make the file of its parts",
      description =
          "All parts are named; their `sha256` is compared where it is there. Asked for again, it"
              + " waits for the first and answers the same file.")
  @PostMapping(UPLOADS + "/{upload}/complete")
  ArtifactView complete(
      @PathVariable RunId id, @PathVariable UploadId upload, @Valid @RequestBody PartList parts)
      throws IOException {
    require(id, uploads.toComplete(upload));
    return ArtifactView.of(
        uploads.complete(upload, parts.parts().stream().map(PartView::part).toList()));
  }

  @Operation(summary = "Give an upload up")
  @DeleteMapping(UPLOADS + "/{upload}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void abort(@PathVariable RunId id, @PathVariable UploadId upload) throws IOException {
    require(id, upload);
    uploads.abort(upload);
  }

  private void require(RunId run, UploadId upload) {
    require(run, uploads.get(upload));
  }

  private static void require(RunId run, Upload upload) {
    if (!upload.root().id().equals(run.value())) {
      throw new Problem.NotFound("upload", upload.id() + " of run " + run);
    }
  }
}
