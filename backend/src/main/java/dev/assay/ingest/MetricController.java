package dev.assay.ingest;

import dev.assay.http.RequestBody;
import dev.assay.runs.RunId;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
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
  private final Ingest ingest;
  private final IngestSettings settings;
  private final Clock clock;

  MetricController(Ingest ingest, IngestSettings settings, Clock clock) {
    this.ingest = ingest;
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * @param stored the number of points
   */
  record Stored(int stored) {}

  @Operation(
      summary = "Store points of a run",
      description = "All of the batch is durable when this answers 200, else none of it is stored.",
      requestBody =
          @io.swagger.v3.oas.annotations.parameters.RequestBody(
              required = true,
              content =
                  @Content(
                      mediaType = MediaType.APPLICATION_JSON_VALUE,
                      examples =
                          @ExampleObject(
                              """
                              {"metrics": [{"name": "train/loss", "steps": [1, 2],
                                "times": [1767225601000, 1767225601250], "values": [5.54, "NaN"]}]}
                              """))))
  @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
  Stored store(
      @Parameter(schema = @Schema(type = "string", format = "uuid")) @PathVariable RunId id,
      @Parameter(description = "gzip, or not there")
          @RequestHeader(name = HttpHeaders.CONTENT_ENCODING, required = false)
          @Nullable String encoding,
      InputStream body)
      throws IOException {
    try (InputStream in = RequestBody.of(body, encoding, settings.largestBody())) {
      return new Stored(ingest.store(id, MetricBatchReader.read(in, clock.millis())));
    }
  }
}
