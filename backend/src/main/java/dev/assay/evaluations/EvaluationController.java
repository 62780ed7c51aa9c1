package dev.assay.evaluations;

import dev.assay.artifacts.ArtifactPath;
import dev.assay.evaluations.Evaluations.Taken;
import dev.assay.http.RequestBody;
import dev.assay.paging.Page;
import dev.assay.paging.PageRequest;
import dev.assay.problem.Problem;
import dev.assay.runs.RunId;
import dev.assay.tables.FileFormat;
import dev.assay.team.Account;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/** Evaluations over HTTP; what is no finite number is null. */
@RestController
@RequestMapping("/api/v1")
class EvaluationController {
  private static final String OF_RUN = "/runs/{id}/evaluations";
  private static final String NAMES = "repeated, or with commas between them";

  private final Evaluations evaluations;
  private final EvaluationSettings settings;

  EvaluationController(Evaluations evaluations, EvaluationSettings settings) {
    this.evaluations = evaluations;
    this.settings = settings;
  }

  @Operation(
      summary = "Upload predictions of a run",
      description =
          """
          The body is a file of predictions, or JSON that names one among the artifacts of the run; JSON has the
          same fields as the query has parameters, and arrays for lists. All of it is kept when this answers 201,
          else nothing; what is wrong with the file is told by line. The same content and parameters again are
          answered with 200 and the evaluation that is there; other content of the same name replaces it.""",
      requestBody =
          @io.swagger.v3.oas.annotations.parameters.RequestBody(
              required = true,
              content = {
                @Content(mediaType = "text/csv", schema = @Schema(type = "string")),
                @Content(mediaType = "application/x-ndjson", schema = @Schema(type = "string")),
                @Content(
                    mediaType = "application/vnd.apache.parquet",
                    schema = @Schema(type = "string", format = "binary")),
                @Content(
                    mediaType = MediaType.APPLICATION_JSON_VALUE,
                    schema = @Schema(type = "object"),
                    examples =
                        @ExampleObject(
                            """
                            {"artifact": "evaluations/test.csv", "name": "test", "splitBy": "time"}
                            """))
              }))
  @Parameter(name = "name", in = ParameterIn.QUERY, required = true, description = "within the run")
  @Parameter(
      name = "split",
      in = ParameterIn.QUERY,
      description = "of the data; the name when left out")
  @Parameter(name = "splitBy", in = ParameterIn.QUERY, description = "time, random or given")
  @Parameter(
      name = "step",
      in = ParameterIn.QUERY,
      description = "of the run; its last when left out")
  @Parameter(name = "label", in = ParameterIn.QUERY, description = "column of what happened")
  @Parameter(name = "probability", in = ParameterIn.QUERY, description = "columns, " + NAMES)
  @Parameter(
      name = "classes",
      in = ParameterIn.QUERY,
      description = "in the order of the columns, " + NAMES)
  @Parameter(name = "timestamp", in = ParameterIn.QUERY, description = "column")
  @Parameter(name = "weight", in = ParameterIn.QUERY, description = "column")
  @Parameter(name = "id", in = ParameterIn.QUERY, description = "column")
  @Parameter(name = "group", in = ParameterIn.QUERY, description = "columns of slices, " + NAMES)
  @Parameter(
      name = "renormalise",
      in = ParameterIn.QUERY,
      description = "divide probabilities by their sum")
  @Parameter(name = "zone", in = ParameterIn.QUERY, description = "of timestamps without one")
  @PostMapping(path = OF_RUN, consumes = "!" + MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<ObjectNode> create(
      @Parameter(schema = @Schema(type = "string", format = "uuid")) @PathVariable("id") RunId run,
      @Parameter(hidden = true) @RequestParam MultiValueMap<String, String> parameters,
      @Parameter(hidden = true) @RequestHeader(name = HttpHeaders.CONTENT_TYPE, required = false)
          @Nullable String type,
      @Parameter(description = "gzip or zstd, or not there")
          @RequestHeader(name = HttpHeaders.CONTENT_ENCODING, required = false)
          @Nullable String encoding,
      InputStream body,
      @AuthenticationPrincipal Account account)
      throws IOException {
    FileFormat format = format(type);
    EvaluationSpec spec = SpecReader.read(parameters);
    try (RequestBody in = RequestBody.ofFile(body, encoding, settings.largest())) {
      return answer(evaluations.taken(run, spec, format, in, account.id()));
    }
  }

  private static FileFormat format(@Nullable String type) {
    try {
      return FileFormat.of(String.valueOf(type));
    } catch (Problem.Invalid e) {
      throw new Problem.Invalid(
          HttpHeaders.CONTENT_TYPE,
          type,
          "it is text/csv, application/x-ndjson or application/vnd.apache.parquet");
    }
  }

  @Operation(hidden = true)
  @PostMapping(path = OF_RUN, consumes = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<ObjectNode> createFromArtifact(
      @PathVariable("id") RunId run,
      @org.springframework.web.bind.annotation.RequestBody ObjectNode body,
      @AuthenticationPrincipal Account account)
      throws IOException {
    SpecReader.OfArtifact read = SpecReader.read(body);
    ArtifactPath file = new ArtifactPath(read.artifact());
    return answer(evaluations.takenFromArtifact(run, read.spec(), file, account.id()));
  }

  private static ResponseEntity<ObjectNode> answer(Taken taken) {
    return ResponseEntity.status(taken.isNew() ? HttpStatus.CREATED : HttpStatus.OK)
        .body(EvaluationJson.tree(taken.evaluation()));
  }

  @Operation(
      summary = "Evaluations, newest first",
      description = "Without the confusion and what is of each class.")
  @GetMapping("/evaluations")
  Page<ObjectNode> list(
      @Parameter(description = "of all runs when left out") @RequestParam @Nullable RunId run,
      @RequestParam @Nullable Integer limit,
      @RequestParam @Nullable String cursor) {
    return evaluations.list(run, PageRequest.of(limit, cursor)).map(EvaluationJson::tree);
  }

  @Operation(summary = "An evaluation; `report` is null until it was computed")
  @GetMapping("/evaluations/{id}")
  ObjectNode get(@PathVariable EvaluationId id) {
    return EvaluationJson.tree(evaluations.get(id));
  }

  @Operation(
      summary = "Delete an evaluation",
      description = "Its rows and recalibrations go with it; metrics of the run stay.")
  @DeleteMapping("/evaluations/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void delete(@PathVariable EvaluationId id, @AuthenticationPrincipal Account account) {
    evaluations.delete(id, account.id());
  }

  @Operation(summary = "End the computation; the rows are kept")
  @PostMapping("/evaluations/{id}/cancel")
  ObjectNode cancel(@PathVariable EvaluationId id, @AuthenticationPrincipal Account account) {
    return EvaluationJson.tree(evaluations.cancel(id, account.id()));
  }

  @Operation(summary = "Compute anew; until then the last report stays")
  @PostMapping("/evaluations/{id}/recompute")
  ObjectNode recompute(@PathVariable EvaluationId id, @AuthenticationPrincipal Account account) {
    return EvaluationJson.tree(evaluations.recompute(id, account.id()));
  }
}
