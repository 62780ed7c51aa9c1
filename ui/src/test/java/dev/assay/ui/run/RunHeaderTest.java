package dev.assay.ui.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.notification.Notification;
import com.vaadin.flow.component.textfield.TextField;
import dev.assay.TestApi;
import dev.assay.runs.RunId;
import dev.assay.runs.Runs;
import dev.assay.team.Role;
import dev.assay.ui.RecordedRun;
import dev.assay.ui.SignedInAs;
import dev.assay.ui.ViewTest;
import dev.assay.ui.parts.CopyButton;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

class RunHeaderTest extends ViewTest {
  @Autowired Runs runs;

  private RecordedRun openRun() {
    RecordedRun run = RecordedRun.start(api, "gpt", "wider", "{}");
    open(run.path().substring(1));
    return run;
  }

  private void open(RecordedRun run) {
    open(run.path().substring(1));
  }

  private dev.assay.runs.Run read(RecordedRun run) {
    return runs.get(RunId.of(run.id()));
  }

  private Button button(String ariaLabel) {
    return $(Button.class)
        .withCondition(b -> ariaLabel.equals(b.getAriaLabel().orElse(null)))
        .single();
  }

  private void change(String pencil, String field, String to) {
    test(button(pencil)).click();
    test($(TextField.class)
            .withCondition(f -> field.equals(f.getAriaLabel().orElse(null)))
            .single())
        .setValue(to);
    test($(Button.class).withText("Save").single()).click();
  }

  @Test
  void the_utilisation_is_told_as_a_share_where_it_was_measured() {
    RecordedRun run = RecordedRun.start(api, "gpt", "fast", "{}");
    open(run);
    assertThat(seen()).doesNotContain("MFU");

    run.log("mfu", 1, 3, 1, step -> 0.41237);
    open(run);
    assertThat(seen()).contains("MFU", "41.24 %");
  }

  @Test
  void the_commit_is_short_and_leads_to_the_forge() {
    RecordedRun run =
        RecordedRun.start(api, "gpt", "committed", "{}")
            .put(
                "provenance",
                """
                {"code": {"commit": "4eab108c9d8f7a6b5c4d3e2f1a0b9c8d7e6f5a4b", "dirty": true,
                  "repository": "https://github.com/team/gpt.git"}}\
                """);
    open(run);

    Anchor link = $(Anchor.class).withText("4eab108c").single();
    assertThat(link.getHref())
        .isEqualTo("https://github.com/team/gpt/commit/4eab108c9d8f7a6b5c4d3e2f1a0b9c8d7e6f5a4b");
    assertThat(link.getElement().getAttribute("rel")).isEqualTo("noopener noreferrer");
    assertThat(seen()).contains("+ changes");
  }

  @Test
  void a_run_is_renamed_in_place() {
    RecordedRun run = openRun();

    change("Change name", "Name", "best so <b>far</b>");

    assertThat(read(run).name()).isEqualTo("best so <b>far</b>");
    assertThat(seen()).contains("best so <b>far</b>");
  }

  @Test
  void what_cannot_be_its_name_is_refused_at_the_field() {
    RecordedRun run = openRun();

    change("Change name", "Name", " ");

    TextField field =
        $(TextField.class)
            .withCondition(f -> "Name".equals(f.getAriaLabel().orElse(null)))
            .single();
    assertThat(field.isInvalid()).isTrue();
    assertThat(field.getErrorMessage()).contains("name");
    test($(Button.class).withText("Cancel").single()).click();
    assertThat(read(run).name()).isEqualTo("wider");
  }

  @Test
  void group_and_what_was_learnt_are_written_in_place_and_taken_away() {
    RecordedRun run = openRun();

    change("Add group", "Group", "4 layers");
    change("Add what was learnt", "What was learnt", "wider is slower");
    assertThat(read(run).group()).isEqualTo("4 layers");
    assertThat(read(run).learnt()).isEqualTo("wider is slower");
    assertThat(seen()).contains("Learnt: wider is slower", "4 layers");

    change("Change group", "Group", "");
    assertThat(read(run).group()).isNull();
  }

  @Test
  void tags_are_added_changed_and_removed_in_place() {
    RecordedRun run = openRun();

    change("Add tag", "Tag", "kind: a: b");
    change("Add tag", "Tag", "checked");
    assertThat(read(run).tags())
        .isEqualTo(Map.of("purpose", "baseline", "kind", "a: b", "checked", ""));
    assertThat(seen()).contains("kind: a: b");

    change("Change the tag purpose: baseline", "Tag", "purpose: ablation");
    test(button("Remove the tag kind")).click();
    assertThat(read(run).tags()).isEqualTo(Map.of("purpose", "ablation", "checked", ""));
    assertThat(seen()).doesNotContain("kind: a: b");
  }

  @Test
  void of_ten_thousand_tags_some_are_shown_and_the_others_are_counted() {
    RecordedRun run = RecordedRun.start(api, "gpt", "tagged", "{}");
    for (int part = 0; part < 10; part++) {
      StringBuilder tags = new StringBuilder("{");
      for (int i = 0; i < 1000; i++) {
        tags.append(i == 0 ? "" : ",").append("\"t%05d\":\"v\"".formatted(part * 1000 + i));
      }
      TestApi.Answer set =
          api.put("/api/v1/runs/" + run.id() + "/tags", tags.append('}').toString());
      assertThat(set.status()).isEqualTo(200);
    }
    open(run);

    assertThat(seen()).contains("and 9,971 more");
    test($(Button.class).withText("and 9,971 more").single()).click();
  }

  @Test
  void an_archived_run_says_so_on_top_and_archiving_is_taken_back() {
    RecordedRun run = openRun();
    assertThat(seen()).doesNotContain("archived");

    menu("Archive");
    assertThat(read(run).archivedAt()).isNotNull();
    test($(Button.class).withText("Undo").single()).click();
    assertThat(read(run).archivedAt()).isNull();

    api.post("/api/v1/runs/" + run.id() + "/archive", "");
    open(run);
    assertThat(seen()).contains("This run is archived: lists leave it out.");
    test($(Button.class).withText("Take out of the archive").single()).click();
    assertThat(read(run).archivedAt()).isNull();
  }

  @Test
  void a_deleted_run_says_so_on_top_and_is_restored() {
    RecordedRun run = openRun();

    menu("Delete");
    assertThat(read(run).deletedAt()).isNotNull();
    open(run);
    assertThat(seen()).contains("This run is deleted.");
    test($(Button.class).withText("Restore").single()).click();
    assertThat(read(run).deletedAt()).isNull();
    assertThat(seen()).doesNotContain("This run is deleted.");
  }

  @Test
  void what_is_changed_of_a_deleted_run_is_refused_with_the_reason() {
    RecordedRun run = openRun();
    api.delete("/api/v1/runs/" + run.id());

    test(button("Remove the tag purpose")).click();

    assertThat(test($(Notification.class).last()).getText()).contains("is deleted: restore it");
  }

  private void menu(String item) {
    Menus.choose($(RunMenu.class).single(), item);
  }

  @Test
  void its_id_and_api_path_are_copied() {
    RecordedRun run = openRun();

    assertThat($(CopyButton.class).all())
        .extracting(b -> String.valueOf(b.getElement().getAttribute("text")))
        .contains(run.id(), "/api/v1/runs/" + run.id());
  }

  @Test
  @SignedInAs(Role.VIEWER)
  void a_viewer_sees_it_without_anything_to_change() {
    openRun();

    assertThat(seen()).contains("wider", "purpose: baseline");
    assertThat($(RunMenu.class).all()).isEmpty();
    assertThat($(RerunButton.class).all()).isEmpty();
    assertThat($(Button.class).all())
        .noneMatch(b -> b.getAriaLabel().orElse("").matches("(Change|Add|Remove).*"));
  }

  @Test
  void a_fork_names_its_origin() {
    RecordedRun run = openRun();
    String fork =
        api.post("/api/v1/runs/" + run.id() + "/fork", "{\"step\": 1200, \"name\": \"slower\"}")
            .json()
            .get("id")
            .asString();
    open("runs/" + fork);

    assertThat(seen()).contains("Forked from", "wider", "after step 1,200");
  }
}
