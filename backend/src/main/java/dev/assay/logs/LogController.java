package dev.assay.logs;

import dev.assay.http.BodyBudget;
import dev.assay.http.RequestBody;
import dev.assay.problem.Problem;
import dev.assay.runs.RunId;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Console logs over HTTP. */
@RestController
@RequestMapping("/api/v1/runs/{id}/logs")
class LogController {
  private static final int LONGEST_WAIT_SECONDS = 30;

  private final Logs logs;
  private final LogSettings settings;
  private final BodyBudget budget;
  private final Clock clock;

  LogController(Logs logs, LogSettings settings, BodyBudget budget, Clock clock) {
    this.logs = logs;
    this.settings = settings;
    this.budget = budget;
    this.clock = clock;
  }

  @Operation(
      summary = "Append lines to the log of a run",
      description =
          "All of the batch is durable when this answers 200, else none of it is stored. `time` is in milliseconds"
              + " since 1970, the server's when it is left out; `stream` is stdout (the default), stderr or log."
              + " The body may be gzip.",
      requestBody =
          @io.swagger.v3.oas.annotations.parameters.RequestBody(
              required = true,
              content =
                  @Content(
                      mediaType = MediaType.APPLICATION_JSON_VALUE,
                      examples =
                          @ExampleObject(
                              """
                              {"lines": [
                                {"time": 1767225601000, "stream": "stdout", "text": "step 1: loss 5.54"},
                                {"time": 1767225601250, "stream": "stderr", "text": "a warning"}]}
                              """))))
  @ApiResponse(
      responseCode = "200",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON_VALUE,
              examples = @ExampleObject("{\"stored\": 2, \"firstLine\": 0}")))
  @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
  StoredLines append(
      @Parameter(schema = @Schema(type = "string", format = "uuid")) @PathVariable RunId id,
      @Parameter(description = "gzip or zstd, or not there")
          @RequestHeader(name = HttpHeaders.CONTENT_ENCODING, required = false)
          @Nullable String encoding,
      @Parameter(description = "a batch sent again with the same key is stored once")
          @RequestHeader(name = "Idempotency-Key", required = false)
          @Nullable UUID key,
      InputStream body)
      throws IOException, InterruptedException {
    try (InputStream in = RequestBody.of(body, encoding, settings.largestBody(), budget)) {
      return logs.append(id, LogBatchReader.read(in, clock.millis()), key);
    }
  }

  /**
   * @param line its number
   * @param time milliseconds since 1970
   */
  record LogLineView(long line, long time, String stream, String text) {
    static LogLineView of(long number, LogLine line) {
      return new LogLineView(number, line.timeMillis(), line.stream().label(), line.text());
    }
  }

  /**
   * @param nextLine where to go on
   * @param total how many lines the log has
   */
  record LogPageView(List<LogLineView> lines, long nextLine, long total) {
    static LogPageView of(LogPage page) {
      List<LogLineView> lines =
          IntStream.range(0, page.lines().size())
              .mapToObj(i -> LogLineView.of(page.firstLine() + i, page.lines().get(i)))
              .toList();
      return new LogPageView(lines, page.nextLine(), page.total());
    }
  }

  @Operation(
      summary = "Lines of the log of a run",
      description = "By number, or the last ones. With `waitSeconds` it waits until there are any.")
  @ApiResponse(
      responseCode = "200",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON_VALUE,
              examples =
                  @ExampleObject(
                      """
                      {"lines": [{"line": 0, "time": 1767225601000, "stream": "stdout", "text": "step 1: loss 5.54"}],
                        "nextLine": 1, "total": 1}
                      """)))
  @GetMapping
  LogPageView read(
      @Parameter(schema = @Schema(type = "string", format = "uuid")) @PathVariable RunId id,
      @Parameter(description = "the first line wanted, counted from 0; 0 when left out")
          @RequestParam(required = false)
          @Nullable Long from,
      @Parameter(description = "at most so many lines, 1 to 10000")
          @RequestParam(defaultValue = "1000")
          int limit,
      @Parameter(description = "so many of the last lines instead, 1 to 10000")
          @RequestParam(required = false)
          @Nullable Integer last,
      @Parameter(description = "how long to wait for a line, 0 to 30")
          @RequestParam(defaultValue = "0")
          int waitSeconds)
      throws InterruptedException {
    if (waitSeconds < 0 || waitSeconds > LONGEST_WAIT_SECONDS) {
      throw new Problem.Invalid(
          "waitSeconds", waitSeconds, "it is between 0 and " + LONGEST_WAIT_SECONDS);
    }
    if (last != null && from != null) {
      throw new Problem.Invalid("last", last, "it takes the place of from, which is " + from);
    }
    if (last != null) {
      return LogPageView.of(logs.last(id, last));
    }
    long first = from == null ? 0 : from;
    logs.await(id, first, Duration.ofSeconds(waitSeconds));
    return LogPageView.of(logs.read(id, first, limit));
  }

  /**
   * @param nextLine where to go on; null when the end was reached
   */
  record LogMatchesView(List<LogLineView> lines, @Nullable Long nextLine, long total) {
    static LogMatchesView of(LogMatches found) {
      return new LogMatchesView(
          found.matches().stream().map(m -> LogLineView.of(m.number(), m.line())).toList(),
          found.nextLine(),
          found.total());
    }
  }

  @Operation(
      summary = "Search the log of a run",
      description =
          "Lines that contain a text, or match a regular expression in RE2's syntax. Escape sequences in lines are"
              + " passed over. An answer is bounded in work too: go on at `nextLine`, even when there are no lines.")
  @ApiResponse(
      responseCode = "200",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON_VALUE,
              examples =
                  @ExampleObject(
                      """
                      {"lines": [{"line": 0, "time": 1767225601000, "stream": "stdout", "text": "step 1: loss 5.54"}],
                        "nextLine": null, "total": 2}
                      """)))
  @GetMapping("/search")
  LogMatchesView search(
      @Parameter(schema = @Schema(type = "string", format = "uuid")) @PathVariable RunId id,
      @Parameter(description = "1 to 500 characters", example = "loss") @RequestParam String q,
      @Parameter(description = "the first line to look at") @RequestParam(defaultValue = "0")
          long from,
      @Parameter(description = "at most so many lines, 1 to 1000")
          @RequestParam(defaultValue = "100")
          int limit,
      @RequestParam(defaultValue = "false") boolean regex,
      @RequestParam(defaultValue = "false") boolean caseSensitive)
      throws InterruptedException {
    return LogMatchesView.of(logs.search(id, new LogQuery(q, regex, caseSensitive, from, limit)));
  }

  @Operation(summary = "The log of a run as it was written, to be kept as a file")
  @ApiResponse(responseCode = "200", content = @Content(mediaType = MediaType.TEXT_PLAIN_VALUE))
  @GetMapping("/text")
  void text(
      @Parameter(schema = @Schema(type = "string", format = "uuid")) @PathVariable RunId id,
      HttpServletResponse response)
      throws IOException {
    LogPage page = logs.read(id, 0, Logs.MOST_LINES);
    long end = page.total(); // a log that grows faster than it is read would have none
    response.setContentType("text/plain;charset=UTF-8");
    response.setHeader(
        HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"run-" + id + ".log\"");
    OutputStream out = response.getOutputStream();
    while (!page.lines().isEmpty()) {
      write(page, out);
      page =
          page.nextLine() < end
              ? logs.read(id, page.nextLine(), Logs.MOST_LINES)
              : new LogPage(end, List.of(), end);
    }
  }

  private static void write(LogPage page, OutputStream out) throws IOException {
    StringBuilder text = new StringBuilder();
    page.lines().forEach(line -> text.append(line.text()).append('\n'));
    out.write(text.toString().getBytes(StandardCharsets.UTF_8));
  }
}
