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
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.util.DigestUtils;
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
  private static final int MOST_POINTS = 100_000;
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
      summary = "The metrics of some runs by name",
      description =
          """
          `runs` has the number of runs that have each. `branches` names the runs that were rewound or forked, with
          the last steps they kept. Reads neither points nor values: quick for many runs with thousands of metrics.""")
  @ApiResponse(
      responseCode = "200",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON_VALUE,
              examples =
                  @ExampleObject(
                      """
                      {"names": ["train/loss", "val/loss"], "runs": [2, 1],
                        "branches": [{"run": "0198f3a0-0000-7000-8000-0000000000d1", "steps": [1000]}]}
                      """)))
  @GetMapping("/series/names")
  void names(
      @Parameter(description = "ids, with commas between; at most 100") @RequestParam String runs,
      ServletWebRequest request,
      HttpServletResponse response)
      throws IOException {
    List<RunId> ids = split(runs).stream().map(SeriesController::runId).distinct().toList();
    SeriesQuery.check(ids);
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    SeriesJson.writeUse(series.use(ids), body);
    response.setHeader(HttpHeaders.CACHE_CONTROL, REVALIDATE);
    // of the answer itself: points that come do not change it
    if (request.checkNotModified("W/\"" + DigestUtils.md5DigestAsHex(body.toByteArray()) + "\"")) {
      return;
    }
    response.setContentType(MediaType.APPLICATION_JSON_VALUE);
    body.writeTo(response.getOutputStream());
  }

  @Operation(
      summary = "Series cut into buckets",
      description =
          """
          Buckets are as wide as a power of two on the axis; a series with no more points than buckets comes as it
          is. With `since`, the cursor of an earlier answer to the same query, only series that have changed come,
          and of each only the buckets from `replacesFrom` on. `Accept: application/vnd.assay.columns` gives typed
          arrays.""")
  @ApiResponse(
      responseCode = "200",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON_VALUE,
              examples =
                  @ExampleObject(
                      """
                      {"series": [{"runId": "0198f3a0-0000-7000-8000-0000000000d1", "metric": "train/loss",
                        "points": 3, "width": 2, "replacesFrom": null, "firstStep": 1, "lastStep": 3, "step": [1, 2],
                        "min": [5.5, 5.4], "max": [5.5, 5.4], "mean": [5.5, 5.4], "last": [5.5, "NaN"],
                        "count": [1, 2], "nonFinite": [0, 1]}], "cursor": "x1Qf…"}
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
      @Parameter(description = "the axis: step, time, relative (both in ms) or metric:NAME")
          @RequestParam(defaultValue = "step")
          String x,
      @Parameter(description = "first place on the axis") @RequestParam(required = false)
          @Nullable Double from,
      @Parameter(description = "last place on the axis") @RequestParam(required = false)
          @Nullable Double to,
      @Parameter(description = "cursor of an earlier answer") @RequestParam(required = false)
          @Nullable String since,
      ServletWebRequest request,
      HttpServletResponse response)
      throws IOException {
    // cut here rather than by Spring, which trims: a name may begin or end with a space
    List<RunId> ids = split(runs).stream().map(SeriesController::runId).toList();
    SeriesQuery query =
        new SeriesQuery(
            ids,
            split(metrics),
            buckets,
            Axis.named(x),
            from == null ? Double.NEGATIVE_INFINITY : from,
            to == null ? Double.POSITIVE_INFINITY : to,
            since);
    if (since == null && isUnchanged(ids, request, response)) {
      return;
    }
    boolean frame = wantsFrame(request);
    series.read(
        query,
        reading -> {
          response.setContentType(
              frame ? ColumnFrame.MEDIA_TYPE : MediaType.APPLICATION_JSON_VALUE);
          if (frame) {
            SeriesJson.writeFrame(reading, response.getOutputStream());
          } else {
            SeriesJson.writeSeries(reading, response.getOutputStream());
          }
        });
  }

  @Operation(
      summary = "The points of a series, page by page",
      description = "By step; `nextStep` is where the next page begins, null after the last.")
  @ApiResponse(
      responseCode = "200",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON_VALUE,
              examples =
                  @ExampleObject(
                      """
                      {"metric": "train/loss", "steps": [1, 2], "times": [1767225601000, 1767225601250],
                        "values": [5.54, "NaN"], "nextStep": 3}
                      """)))
  @GetMapping("/runs/{id}/points")
  void points(
      @Parameter(schema = @Schema(type = "string", format = "uuid")) @PathVariable RunId id,
      @Parameter(example = "train/loss") @RequestParam String metric,
      @RequestParam(defaultValue = "0") long fromStep,
      @RequestParam(defaultValue = "" + Long.MAX_VALUE) long toStep,
      @Parameter(description = "the most points, at most 100000")
          @RequestParam(defaultValue = "10000")
          int limit,
      ServletWebRequest request,
      HttpServletResponse response)
      throws IOException {
    if (limit < 1 || limit > MOST_POINTS) {
      throw new Problem.Invalid("limit", limit, "a page has 1 to " + MOST_POINTS + " points");
    }
    if (fromStep > toStep) {
      throw new Problem.Invalid(
          "fromStep", fromStep, "it must not be greater than toStep, " + toStep);
    }
    runs.get(id);
    boolean frame = wantsFrame(request);
    series.points(
        id,
        metric,
        fromStep,
        toStep,
        limit,
        points -> {
          response.setContentType(
              frame ? ColumnFrame.MEDIA_TYPE : MediaType.APPLICATION_JSON_VALUE);
          if (frame) {
            SeriesJson.writePointsFrame(metric, points, response.getOutputStream());
          } else {
            SeriesJson.writePoints(metric, points, response.getOutputStream());
          }
        });
  }

  private static boolean wantsFrame(ServletWebRequest request) {
    @Nullable String accept = request.getHeader(HttpHeaders.ACCEPT);
    return accept != null && accept.contains(ColumnFrame.MEDIA_TYPE);
  }

  /**
   * Sets the headers; the version is taken before the points are read, so that it is never newer
   * than they are.
   */
  private boolean isUnchanged(
      List<RunId> ids, ServletWebRequest request, HttpServletResponse response) {
    response.setHeader(HttpHeaders.CACHE_CONTROL, REVALIDATE);
    response.setHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT);
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
