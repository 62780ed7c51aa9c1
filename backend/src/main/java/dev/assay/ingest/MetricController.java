package dev.assay.ingest;

import dev.assay.http.BodyBudget;
import dev.assay.http.RequestBody;
import dev.assay.problem.Problem;
import dev.assay.runs.RunId;
import dev.assay.series.ColumnFrame;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Metric batches over HTTP. */
@RestController
@RequestMapping("/api/v1/runs/{id}/metrics")
class MetricController {
  private static final String IDEMPOTENCY_KEY = "Idempotency-Key";

  private final Ingest ingest;
  private final IngestSettings settings;
  private final BodyBudget budget;
  private final Clock clock;

  MetricController(Ingest ingest, IngestSettings settings, BodyBudget budget, Clock clock) {
    this.ingest = ingest;
    this.settings = settings;
    this.budget = budget;
    this.clock = clock;
  }

  /**
   * @param stored the number of points
   */
  record Stored(int stored) {}

  @Operation(
      summary = "Store points of a run",
      description =
          """
          All of the batch is durable when this answers 200, else none of it is stored. A batch that is sent again
          with the same Idempotency-Key is stored once.""",
      requestBody =
          @io.swagger.v3.oas.annotations.parameters.RequestBody(
              required = true,
              content = {
                @Content(
                    mediaType = MediaType.APPLICATION_JSON_VALUE,
                    examples =
                        @ExampleObject(
                            """
                            {"metrics": [{"name": "train/loss", "steps": [1, 2],
                              "times": [1767225601000, 1767225601250], "values": [5.54, "NaN"]}]}
                            """)),
                @Content(
                    mediaType = ColumnFrame.MEDIA_TYPE,
                    schema = @Schema(type = "string", format = "binary"))
              }))
  @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
  Stored store(
      @Parameter(schema = @Schema(type = "string", format = "uuid")) @PathVariable RunId id,
      @Parameter(
              description = "of this batch, the same when it is sent again",
              schema = @Schema(type = "string", format = "uuid"))
          @RequestHeader(name = IDEMPOTENCY_KEY, required = false)
          @Nullable String key,
      @Parameter(description = "gzip or zstd, or not there")
          @RequestHeader(name = HttpHeaders.CONTENT_ENCODING, required = false)
          @Nullable String encoding,
      InputStream body)
      throws IOException {
    long now = clock.millis();
    return store(id, key, encoding, body, in -> MetricBatchReader.read(in, now, in::grow));
  }

  /** The same from a column frame. */
  @Operation(hidden = true)
  @PostMapping(consumes = ColumnFrame.MEDIA_TYPE)
  Stored storeFrame(
      @PathVariable RunId id,
      @RequestHeader(name = IDEMPOTENCY_KEY, required = false) @Nullable String key,
      @RequestHeader(name = HttpHeaders.CONTENT_ENCODING, required = false)
          @Nullable String encoding,
      InputStream body)
      throws IOException {
    return store(id, key, encoding, body, in -> MetricFrameReader.read(in, in::grow));
  }

  private interface BatchReader {
    MetricBatch read(RequestBody in) throws IOException;
  }

  private Stored store(
      RunId id,
      @Nullable String key,
      @Nullable String encoding,
      InputStream body,
      BatchReader reader)
      throws IOException {
    @Nullable UUID batchId = key == null ? null : batchId(key);
    try (RequestBody in = RequestBody.of(body, encoding, settings.largestBody(), budget)) {
      return new Stored(ingest.store(id, batchId, reader.read(in)));
    }
  }

  private static UUID batchId(String key) {
    try {
      UUID id = UUID.fromString(key);
      if (id.toString().equalsIgnoreCase(key)) { // Java takes shorter ones too
        return id;
      }
    } catch (IllegalArgumentException e) {
      // said below
    }
    throw new Problem.Invalid(IDEMPOTENCY_KEY, key, "a UUID is expected");
  }
}
