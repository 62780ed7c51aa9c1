package dev.assay.views;

import dev.assay.runs.ExperimentId;
import dev.assay.team.Account;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.time.Instant;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1")
class SavedViewController {
  private final SavedViews views;

  SavedViewController(SavedViews views) {
    this.views = views;
  }

  @Schema(
      example =
          """
          {"id": 3, "experiment": 1, "name": "best of the sweep", "owner": "ada", "shared": true,
           "query": "filter=params.lr+%3C+0.01&sort=metrics.val%2Floss", "updatedAt": "2026-01-02T00:00:00Z"}
          """)
  record ViewOut(
      long id,
      long experiment,
      String name,
      String owner,
      boolean shared,
      String query,
      Instant updatedAt) {
    static ViewOut of(SavedView v) {
      return new ViewOut(
          v.id().value(),
          v.experiment().value(),
          v.name(),
          v.ownerName(),
          v.shared(),
          v.query(),
          v.updatedAt());
    }
  }

  @Schema(
      example =
          """
          {"name": "best of the sweep", "shared": true, "query": "filter=params.lr+%3C+0.01&sort=metrics.val%2Floss"}
          """)
  record ViewIn(@NotNull String name, boolean shared, @NotNull String query) {}

  record Views(List<ViewOut> items) {}

  @Operation(summary = "The caller's saved views of an experiment, and those that are shared")
  @GetMapping("/experiments/{id}/views")
  Views list(@PathVariable long id, @AuthenticationPrincipal Account who) {
    return new Views(views.of(new ExperimentId(id), who.id()).stream().map(ViewOut::of).toList());
  }

  @Operation(
      summary = "Save a view of an experiment",
      description = "`query` is what stands behind the question mark of the page's address.")
  @PostMapping("/experiments/{id}/views")
  @ResponseStatus(HttpStatus.CREATED)
  ViewOut save(
      @PathVariable long id, @Valid @RequestBody ViewIn in, @AuthenticationPrincipal Account who) {
    return ViewOut.of(
        views.save(new ExperimentId(id), in.name(), in.shared(), in.query(), who.id()));
  }

  @Operation(summary = "Change a saved view of one's own; administrators: any shared one")
  @PutMapping("/views/{id}")
  ViewOut change(
      @PathVariable long id, @Valid @RequestBody ViewIn in, @AuthenticationPrincipal Account who) {
    return ViewOut.of(views.change(new SavedViewId(id), in.name(), in.shared(), in.query(), who));
  }

  @Operation(summary = "Delete a saved view of one's own; administrators: any shared one")
  @DeleteMapping("/views/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void delete(@PathVariable long id, @AuthenticationPrincipal Account who) {
    views.delete(new SavedViewId(id), who);
  }
}
