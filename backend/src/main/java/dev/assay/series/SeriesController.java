package dev.assay.series;

import dev.assay.problem.Problem;
import dev.assay.runs.RunId;
import dev.assay.runs.Runs;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.ServletWebRequest;

/**
 * Series out: the metrics of a run, and buckets for charts. Both answer 304 while nothing has
 * changed.
 */
@RestController
@RequestMapping("/api/v1")
class SeriesController {
  private static final String REVALIDATE =
      CacheControl.noCache().cachePrivate().getHeaderValue() + "";

  private final Series series;
  private final Runs runs;

  SeriesController(Series series, Runs runs) {
    this.series = series;
    this.runs = runs;
  }

  @Operation(summary = "The metrics of a run, each with its last point")
  @ApiResponse(
      responseCode = "200",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON_VALUE,
              examples =
                  @ExampleObject(
                      """
                      {"metrics": [{"name": "train/loss", "points": 3, "lastStep": 3,
                        "lastTime": "2026-01-01T00:00:01.500Z", "lastValue": 5.5}]}
                      """)))
  @GetMapping("/runs/{id}/metrics")
  void metrics(
      @Parameter(schema = @Schema(type = "string", format = "uuid")) @PathVariable RunId id,
      ServletWebRequest request,
      HttpServletResponse response)
      throws IOException {
    runs.get(id);
    if (isUnchanged(List.of(id), request, response)) {
      return;
    }
    response.setContentType(MediaType.APPLICATION_JSON_VALUE);
    SeriesJson.writeMetrics(series.metrics(id), response.getOutputStream());
  }

  @Operation(
      summary = "Series cut into buckets",
      description =
          "Buckets are of equal step width; a series with no more points than buckets comes as it is.")
  @ApiResponse(
      responseCode = "200",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON_VALUE,
              examples =
                  @ExampleObject(
                      """
                      {"series": [{"runId": "0198f3a0-0000-7000-8000-0000000000d1", "metric": "train/loss",
                        "points": 3, "firstStep": 1, "lastStep": 3, "step": [1, 3], "min": [5.4, null],
                        "max": [5.5, null], "mean": [5.45, null], "last": [5.4, "NaN"], "count": [2, 1],
                        "nonFinite": [0, 1]}]}
                      """)))
  @GetMapping("/series")
  void series(
      @Parameter(description = "ids, with commas between; at most 100") @RequestParam String runs,
      @Parameter(description = "names, with commas between; at most 100", example = "train/loss,lr")
          @RequestParam
          String metrics,
      @Parameter(description = "the most buckets of a series, at most 10000")
          @RequestParam(defaultValue = "400")
          int buckets,
      @RequestParam(defaultValue = "0") long fromStep,
      @RequestParam(defaultValue = "" + Long.MAX_VALUE) long toStep,
      ServletWebRequest request,
      HttpServletResponse response)
      throws IOException {
    // cut here rather than by Spring, which trims: a name may begin or end with a space
    List<RunId> ids = split(runs).stream().map(SeriesController::runId).toList();
    SeriesQuery query = new SeriesQuery(ids, split(metrics), buckets, fromStep, toStep);
    if (isUnchanged(ids, request, response)) {
      return;
    }
    response.setContentType(MediaType.APPLICATION_JSON_VALUE);
    SeriesJson.writeSeries(series.ranges(query), response.getOutputStream());
  }

  /**
   * Sets the headers; the version is taken before the points are read, so that it is never newer
   * than they are.
   */
  private boolean isUnchanged(
      List<RunId> ids, ServletWebRequest request, HttpServletResponse response) {
    response.setHeader(HttpHeaders.CACHE_CONTROL, REVALIDATE);
    // weak, because Tomcat does not compress what has a strong one
    return request.checkNotModified("W/\"" + series.version(ids) + "\"");
  }

  private static List<String> split(String list) {
    return List.of(list.split(",")).stream().filter(s -> !s.isEmpty()).toList();
  }

  private static RunId runId(String text) {
    try {
      return RunId.of(text);
    } catch (IllegalArgumentException e) {
      throw new Problem.Invalid("runs", text, "a UUID is expected");
    }
  }
}
