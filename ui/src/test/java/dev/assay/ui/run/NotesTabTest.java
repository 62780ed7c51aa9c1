package dev.assay.ui.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.combobox.ComboBox;
import com.vaadin.flow.component.markdown.Markdown;
import com.vaadin.flow.component.textfield.TextArea;
import dev.assay.team.Role;
import dev.assay.ui.RecordedRun;
import dev.assay.ui.SignedInAs;
import dev.assay.ui.ViewTest;
import java.net.http.HttpRequest;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NotesTabTest extends ViewTest {
  private RecordedRun openNotes() {
    RecordedRun run = RecordedRun.start(api, "gpt", "noted", "{}");
    open(run.path().substring(1) + "/notes");
    return run;
  }

  private void click(String button) {
    test($(Button.class).withText(button).single()).click();
  }

  private void write(String text) {
    test($(TextArea.class).single()).setValue(text);
  }

  private String notes(RecordedRun run) {
    return api.get("/api/v1/runs/" + run.id() + "/notes").body();
  }

  @Test
  void notes_are_written_shown_and_kept() {
    RecordedRun run = openNotes();
    assertThat(page()).contains("Nothing has been written about this run yet");

    click("Write notes");
    write("# Why\n\nIt *diverged*.");
    assertThat($(Markdown.class).single().getContent())
        .as("how it will look")
        .isEqualTo("# Why\n\nIt *diverged*.");
    assertThat(page()).contains("Not saved yet.", "Notes •");
    click("Save");

    assertThat($(Markdown.class).single().getContent()).isEqualTo("# Why\n\nIt *diverged*.");
    assertThat($(TextArea.class).all()).isEmpty();
    assertThat(page()).doesNotContain("Notes •");
    assertThat(notes(run)).isEqualTo("# Why\n\nIt *diverged*.");
  }

  @Test
  void newer_notes_of_somebody_else_are_not_overwritten_and_nothing_is_lost() {
    RecordedRun run = openNotes();
    click("Write notes");
    write("mine");
    run.put("tags", "{\"a\": \"b\"}"); // other changes are no conflict
    set(run, "theirs");
    click("Save");

    assertThat(notes(run)).isEqualTo("theirs");
    assertThat(page()).contains("Somebody else has saved other notes since you began", "theirs");
    assertThat($(TextArea.class).single().getValue()).isEqualTo("mine");

    click("Put mine below theirs");
    assertThat($(TextArea.class).single().getValue()).isEqualTo("theirs\n\nmine");
    set(run, "theirs again");
    click("Save");
    assertThat(page()).contains("theirs again");
    click("Keep mine");
    assertThat(notes(run)).isEqualTo("theirs\n\nmine");
  }

  @Test
  void one_can_keep_what_the_others_wrote() {
    RecordedRun run = openNotes();
    click("Write notes");
    write("mine");
    set(run, "theirs");
    click("Save");
    click("Keep theirs");

    assertThat(notes(run)).isEqualTo("theirs");
    assertThat($(Markdown.class).single().getContent()).isEqualTo("theirs");
  }

  private void set(RecordedRun run, String notes) {
    api.send(
        api.request("/api/v1/runs/" + run.id())
            .method(
                "PATCH",
                HttpRequest.BodyPublishers.ofString("{\"notes\": \"%s\"}".formatted(notes))));
  }

  @Test
  void text_that_is_not_saved_is_still_there_after_a_look_at_another_tab() {
    RecordedRun run = openNotes();
    click("Write notes");
    write("half a thought");
    String path = run.path().substring(1);

    UI.getCurrent().navigate(path + "/config");
    assertThat(page()).contains("Notes •");
    UI.getCurrent().navigate(path + "/notes");

    assertThat($(TextArea.class).single().getValue()).isEqualTo("half a thought");
  }

  @Test
  void changes_that_are_dropped_can_be_had_back() {
    openNotes();
    click("Write notes");
    write("not so good");
    click("Cancel");
    assertThat($(TextArea.class).all()).isEmpty();

    click("Undo");
    assertThat($(TextArea.class).single().getValue()).isEqualTo("not so good");
  }

  @Test
  void people_who_are_mentioned_stand_out_but_not_in_code() {
    Set<String> names = Set.of("ada", "jo.lee");

    assertThat(
            Mentions.mark(
                "Ask @ada, @jo.lee. Not @nobody, a@ada or `@ada`.\n```\n@ada\n```\n@ada!", names))
        .isEqualTo(
            "Ask **@ada**, **@jo.lee**. Not @nobody, a@ada or `@ada`.\n```\n@ada\n```\n**@ada**!");
    assertThat(Mentions.mark("[@ada](x) https://x/@ada", names))
        .isEqualTo("[@ada](x) https://x/@ada");
  }

  @Test
  void everybody_can_be_mentioned() {
    openNotes();
    click("Write notes");

    assertThat($(ComboBox.class).single().getListDataView().getItems().toList()).contains("admin");
  }

  @Test
  @SignedInAs(Role.VIEWER)
  void who_may_only_read_cannot_write() {
    RecordedRun run = openNotes();
    set(run, "theirs");
    open(run.path().substring(1) + "/notes");

    assertThat($(Markdown.class).single().getContent()).isEqualTo("theirs");
    assertThat($(TextArea.class).all()).isEmpty();
    assertThat($(Button.class).withText("Edit").all()).isEmpty();
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
                 "environment": {"libraries": {"torch": "2.7.1"}}}\
                """)
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
