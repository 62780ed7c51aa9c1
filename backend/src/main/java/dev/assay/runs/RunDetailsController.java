package dev.assay.runs;

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
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

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

  @GetMapping(path = "/notes", produces = "text/markdown;charset=UTF-8")
  String notes(@PathVariable RunId id) {
    return runs.notes(id);
  }

  @PutMapping(
      path = "/notes",
      consumes = {"text/markdown", MediaType.TEXT_PLAIN_VALUE})
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void setNotes(@PathVariable RunId id, @RequestBody(required = false) @Nullable String notes) {
    runs.edit(id, List.of(new RunEdit.Notes(notes == null ? "" : notes)));
  }

  record ProvenanceRequest(
      Provenance.@Nullable Code code,
      @Nullable List<String> command,
      @Nullable String host,
      @Nullable ObjectNode environment) {}

  @GetMapping("/provenance")
  Provenance provenance(@PathVariable RunId id) {
    return provenances.of(id);
  }

  @PutMapping("/provenance")
  Provenance addProvenance(@PathVariable RunId id, @RequestBody ProvenanceRequest more) {
    Provenance added =
        new Provenance(
            more.code() == null ? Provenance.Code.UNKNOWN : more.code(),
            more.command() == null ? List.of() : more.command(),
            more.host(),
            more.environment() == null
                ? JsonNodeFactory.instance.objectNode()
                : more.environment());
    return provenances.add(id, added);
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
      @Nullable Map<String, String> tags) {
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

  record InputsRequest(@Valid @NotNull List<@NotNull InputRequest> inputs) {}

  record InputList(List<Input> items) {}

  @GetMapping("/inputs")
  InputList inputs(@PathVariable RunId id) {
    return new InputList(inputs.of(id));
  }

  @PutMapping("/inputs")
  InputList addInputs(@PathVariable RunId id, @Valid @RequestBody InputsRequest request) {
    inputs.add(id, request.inputs().stream().map(InputRequest::input).toList());
    return inputs(id);
  }

  record NewSample(long step, @NotNull String prompt, @NotNull String text) {}

  record SampleView(long step, String prompt, String text, Instant at) {
    static SampleView of(Sample s) {
      return new SampleView(s.step(), s.prompt(), s.text(), s.at());
    }
  }

  @PostMapping("/samples")
  @ResponseStatus(HttpStatus.CREATED)
  SampleView addSample(@PathVariable RunId id, @Valid @RequestBody NewSample sample) {
    return SampleView.of(samples.add(id, sample.step(), sample.prompt(), sample.text()));
  }

  record SampleList(List<SampleView> items) {}

  @GetMapping("/samples")
  SampleList samples(@PathVariable RunId id) {
    return new SampleList(samples.of(id, SAMPLES_SHOWN).stream().map(SampleView::of).toList());
  }
}
