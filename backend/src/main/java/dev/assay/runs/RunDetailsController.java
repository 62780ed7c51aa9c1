package dev.assay.runs;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** What is known of a run besides what lists show. */
@RestController
@RequestMapping("/api/v1/runs/{id}")
class RunDetailsController {
  private static final int SAMPLES_SHOWN = 100;

  private final Runs runs;
  private final Provenances provenances;
  private final Inputs inputs;
  private final Samples samples;

  RunDetailsController(Runs runs, Provenances provenances, Inputs inputs, Samples samples) {
    this.runs = runs;
    this.provenances = provenances;
    this.inputs = inputs;
    this.samples = samples;
  }

  @Operation(summary = "The notes of a run, in Markdown")
  @GetMapping(path = "/notes", produces = "text/markdown;charset=UTF-8")
  String notes(@PathVariable RunId id) {
    return runs.notes(id);
  }

  @Operation(summary = "Replaces the notes of a run")
  @PutMapping(
      path = "/notes",
      consumes = {"text/markdown", MediaType.TEXT_PLAIN_VALUE})
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void setNotes(@PathVariable RunId id, @RequestBody(required = false) @Nullable String notes) {
    runs.edit(id, List.of(new RunEdit.Notes(notes == null ? "" : notes)));
  }

  @Operation(summary = "With which code, by which command and where it was executed")
  @GetMapping("/provenance")
  Provenance provenance(@PathVariable RunId id) {
    return provenances.of(id);
  }

  @Operation(summary = "Adds to what is known of code, command and machine")
  @PutMapping("/provenance")
  Provenance addProvenance(@PathVariable RunId id, @Valid @RequestBody ProvenanceRequest more) {
    return provenances.add(id, more.provenance());
  }

  record DatasetRequest(
      @NotNull String name,
      @NotNull String digest,
      @Nullable String sourceType,
      @Nullable String source,
      @Nullable String schema,
      @Nullable String profile) {}

  record InputRequest(
      @Valid @NotNull DatasetRequest dataset,
      @Nullable String context,
      @Nullable Map<String, @NotNull String> tags) {
    Input input() {
      String type = dataset.sourceType() == null ? "" : dataset.sourceType();
      String source = dataset.source() == null ? "" : dataset.source();
      return new Input(
          new Dataset(
              dataset.name(), dataset.digest(), type, source, dataset.schema(), dataset.profile()),
          context == null ? "" : context,
          tags == null ? Map.of() : tags);
    }
  }

  @Schema(
      example =
          """
          {"inputs": [{"dataset": {"name": "wordnet", "digest": "sha256:9f86d081", "sourceType": "local",
             "source": "/data/wordnet"}, "context": "training", "tags": {}}]}
          """)
  record InputsRequest(@NotNull List<@Valid @NotNull InputRequest> inputs) {}

  record InputList(List<Input> items) {}

  @Operation(summary = "The datasets that a run was given")
  @GetMapping("/inputs")
  InputList inputs(@PathVariable RunId id) {
    return new InputList(inputs.of(id));
  }

  @Operation(summary = "Records datasets that a run was given")
  @PutMapping("/inputs")
  InputList addInputs(@PathVariable RunId id, @Valid @RequestBody InputsRequest request) {
    inputs.add(id, request.inputs().stream().map(InputRequest::input).toList());
    return inputs(id);
  }

  @Schema(
      example =
          """
          {"step": 1000, "prompt": "the cat", "text": "the cat is a small domestic animal"}
          """)
  record NewSample(long step, @NotNull String prompt, @NotNull String text) {}

  record SampleView(long step, String prompt, String text, Instant at) {
    static SampleView of(Sample s) {
      return new SampleView(s.step(), s.prompt(), s.text(), s.at());
    }
  }

  @Operation(summary = "Keeps a text that the model wrote")
  @PostMapping("/samples")
  @ResponseStatus(HttpStatus.CREATED)
  SampleView addSample(@PathVariable RunId id, @Valid @RequestBody NewSample sample) {
    return SampleView.of(samples.add(id, sample.step(), sample.prompt(), sample.text()));
  }

  record SampleList(List<SampleView> items) {}

  @Operation(summary = "The newest 100 texts first")
  @GetMapping("/samples")
  SampleList samples(@PathVariable RunId id) {
    return new SampleList(samples.of(id, SAMPLES_SHOWN).stream().map(SampleView::of).toList());
  }
}
