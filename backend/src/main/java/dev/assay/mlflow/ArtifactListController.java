package dev.assay.mlflow;

import dev.assay.artifacts.ArtifactRoot;
import dev.assay.artifacts.Artifacts;
import dev.assay.artifacts.Entry;
import dev.assay.mlflow.ArtifactFiles.FileInfo;
import dev.assay.paging.Page;
import dev.assay.paging.PageRequest;
import dev.assay.runs.Run;
import org.springframework.web.bind.annotation.GetMapping;

/** The artifacts of a run, listed. */
@MlflowApi
class ArtifactListController {
  private final Artifacts artifacts;
  private final RunRecords runs;

  ArtifactListController(Artifacts artifacts, RunRecords runs) {
    this.artifacts = artifacts;
    this.runs = runs;
  }

  @GetMapping("/artifacts/list")
  ArtifactFiles list(Fields request) {
    Run run = runs.get(request.run());
    String token = request.text("page_token", "");
    Page<Entry> page =
        artifacts.list(
            ArtifactRoot.of(run),
            ArtifactAddress.checked(request.text("path", "")),
            new PageRequest(PageRequest.MAX_LIMIT, token.isEmpty() ? null : token));
    return new ArtifactFiles(
        "mlflow-artifacts:/%s/%s/artifacts".formatted(run.experimentId(), Ids.of(run.id())),
        page.items().stream().map(FileInfo::of).toList(),
        page.nextCursor());
  }
}
