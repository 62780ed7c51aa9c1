package dev.assay.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class RunFilesTest {

  @TempDir Path folder;

  private final FakeServer server = new FakeServer(1);
  private final RunFiles files = new RunFiles(server::client, new RunId(UUID.randomUUID()));

  @AfterEach
  void close() {
    server.close();
  }

  private Path write(String name, String text) throws IOException {
    Path file = folder.resolve("here").resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private Path here() {
    return folder.resolve("here");
  }

  @Test
  void a_folder_comes_back_as_it_was_stored() throws Exception {
    write("model.safetensors", "weights");
    write("optimizer/state ü+%.bin", "moments");
    write("empty", "");
    files.upload("checkpoints/last", here());

    assertThat(server.files().content())
        .containsOnlyKeys(
            "checkpoints/last/empty",
            "checkpoints/last/model.safetensors",
            "checkpoints/last/optimizer/state ü+%.bin");
    Path back = folder.resolve("back");
    assertThat(files.download("checkpoints/last", back)).isTrue();
    assertThat(back.resolve("model.safetensors")).hasContent("weights");
    assertThat(back.resolve("optimizer/state ü+%.bin")).hasContent("moments");
    assertThat(back.resolve("empty")).isEmptyFile();
    assertThat(back).isDirectoryNotContaining(file -> file.toString().endsWith(".part"));
  }

  @Test
  void nothing_is_brought_where_nothing_is_stored() throws Exception {
    assertThat(files.download("checkpoints/last", folder.resolve("back"))).isFalse();
    assertThat(folder.resolve("back")).doesNotExist();
  }

  @Test
  void only_what_has_changed_is_sent_and_what_is_gone_goes() throws Exception {
    write("a", "same");
    write("b", "old");
    write("c", "gone");
    files.upload("last", here());
    write("b", "new");
    Files.delete(here().resolve("c"));
    int before = server.files().puts().size();

    files.upload("last", here());

    assertThat(server.files().puts().subList(before, server.files().puts().size()))
        .containsExactly("last.incoming/b");
    assertThat(server.files().content()).containsOnlyKeys("last/a", "last/b");
    assertThat(server.files().content().get("last/b")).asString().isEqualTo("new");
  }

  @Test
  void a_file_is_sent_once() throws Exception {
    Path file = write("plot.png", "pixels");
    files.upload("plots/loss.png", file);
    files.upload("plots/loss.png", file);
    assertThat(server.files().puts()).containsExactly("plots/loss.png");
  }

  @Test
  void transfers_are_tried_again_and_damaged_files_are_brought_anew() throws Exception {
    write("a", "text");
    server.files().fail(2);
    files.upload("last", here());
    server.files().fail(2);
    server.files().damage(1);

    assertThat(files.download("last", folder.resolve("back"))).isTrue();
    assertThat(folder.resolve("back/a")).hasContent("text");
  }

  @Test
  void a_file_that_stays_damaged_leaves_what_was_here() throws Exception {
    write("a", "text");
    files.upload("last", here());
    Path back = folder.resolve("back");
    Files.createDirectory(back);
    Files.writeString(back.resolve("a"), "before");
    server.files().damage(100);

    assertThatThrownBy(() -> files.download("last", back))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("last/a of run");
    assertThat(back.resolve("a")).hasContent("before");
    assertThat(back).isDirectoryNotContaining(file -> file.toString().endsWith(".part"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"../evil", "a/../../evil", "/evil", "..\\evil", "C:evil", "a//b", ".", "a/./b"})
  void a_name_that_leads_elsewhere_is_refused_before_anything_is_written(String name)
      throws Exception {
    write("a", "text");
    files.upload("last", here());
    server.files().list(name);

    assertThatThrownBy(() -> files.download("last", folder.resolve("back")))
        .isInstanceOf(IOException.class)
        .hasMessage("the name " + name + " leads out of the folder; it is not written");
    assertThat(folder.resolve("back")).doesNotExist();
  }
}
