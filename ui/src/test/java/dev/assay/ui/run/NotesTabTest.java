package dev.assay.ui.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.markdown.Markdown;
import com.vaadin.flow.component.textfield.TextArea;
import com.vaadin.flow.component.textfield.TextField;
import dev.assay.team.Role;
import dev.assay.ui.RecordedRun;
import dev.assay.ui.SignedInAs;
import dev.assay.ui.ViewTest;
import org.junit.jupiter.api.Test;

class NotesTabTest extends ViewTest {
  private RecordedRun openNotes() {
    RecordedRun run = RecordedRun.start(api, "gpt", "noted", "{}");
    open(run.path().substring(1) + "/notes");
    return run;
  }

  private Button save() {
    return $(Button.class).withText("Save").single();
  }

  @Test
  void notes_are_written_shown_and_kept() {
    RecordedRun run = openNotes();
    assertThat(page()).contains("Nothing has been written about this run yet");

    test($(TextField.class).withCaption("What we learnt, in one line").single())
        .setValue("a warm-up of 100 steps is enough");
    test($(TextArea.class).single()).setValue("# Why\n\nIt *diverged*.");
    test(save()).click();

    assertThat(page()).contains("Saved.");
    assertThat($(Markdown.class).single().getContent()).isEqualTo("# Why\n\nIt *diverged*.");
    assertThat(api.get("/api/v1/runs/" + run.id() + "/notes").body())
        .isEqualTo("# Why\n\nIt *diverged*.");
    open(run.path().substring(1));
    assertThat(page()).contains("Learnt: a warm-up of 100 steps is enough");
  }

  @Test
  @SignedInAs(Role.VIEWER)
  void who_may_only_read_cannot_write() {
    openNotes();

    assertThat($(TextField.class).withCaption("What we learnt, in one line").single().isReadOnly())
        .isTrue();
    assertThat($(TextArea.class).all()).noneMatch(TextArea::isVisible);
  }

  @Test
  void a_failed_run_shows_the_end_of_its_log() {
    RecordedRun run = RecordedRun.start(api, "gpt", "broken", "{}");
    api.post(
        "/api/v1/runs/" + run.id() + "/logs", "{\"lines\":[{\"text\":\"CUDA out of memory\"}]}");
    run.fail("exit code 1");
    open(run.path().substring(1));

    assertThat(page()).contains("Why it failed: exit code 1", "CUDA out of memory");
  }

  @Test
  void where_a_run_came_from_is_shown() {
    RecordedRun run =
        RecordedRun.start(api, "gpt", "sourced", "{}")
            .put(
                "provenance",
                """
                {"code": {"commit": "4eab108", "branch": "main", "dirty": true, "diff": "+ lr = 0.2"},
                 "command": ["python", "train.py"], "host": "gpu-1",
                 "environment": {"libraries": {"torch": "2.7.1"}}}""")
            .put(
                "inputs",
                "{\"inputs\": [{\"dataset\": {\"name\": \"wordnet\", \"digest\": \"sha256:1\"}}]}");
    open(run.path().substring(1) + "/source");

    assertThat(page())
        .contains("4eab108", "main", "Yes", "python train.py", "gpu-1", "2.7.1", "+ lr = 0.2");
  }

  @Test
  void a_run_of_which_nothing_is_known_says_how_to_tell_it() {
    open(RecordedRun.start(api, "gpt", "unknown", "{}").path().substring(1) + "/source");

    assertThat(page()).contains("Nothing is known of its code");
  }
}
