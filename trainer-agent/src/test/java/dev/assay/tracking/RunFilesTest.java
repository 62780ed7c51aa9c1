package dev.assay.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
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

  @Test
  void what_is_stored_elsewhere_in_the_run_is_not_sent_again() throws Exception {
    write("a", "weights");
    write("b", "moments");
    files.upload("checkpoints/last", here());
    int before = server.files().puts().size();

    files.upload("checkpoints/best", here());

    assertThat(server.files().puts()).hasSize(before);
    assertThat(server.files().content())
        .containsOnlyKeys(
            "checkpoints/best/a", "checkpoints/best/b", "checkpoints/last/a", "checkpoints/last/b");
  }

  @Test
  void when_the_files_are_replaced_meanwhile_the_new_ones_are_brought() throws Exception {
    server.files().set(Map.of("last/a", bytes("old a"), "last/b", bytes("old b")));
    server
        .files()
        .beforeSend(
            () -> server.files().set(Map.of("last/b", bytes("new b"), "last/c", bytes("new c"))));

    assertThat(files.download("last", folder.resolve("back"))).isTrue();
    assertThat(contents(folder.resolve("back"))).isEqualTo(Map.of("b", "new b", "c", "new c"));
  }

  @Test
  void when_the_files_are_deleted_meanwhile_there_are_none() throws Exception {
    server.files().set(Map.of("last/a", bytes("a")));
    server.files().beforeSend(() -> server.files().set(Map.of()));

    assertThat(files.download("last", folder.resolve("back"))).isFalse();
    assertThat(folder.resolve("back")).doesNotExist();
  }

  @Test
  void what_comes_longer_than_it_is_listed_is_brought_anew() throws Exception {
    server.files().set(Map.of("last/a", bytes("text")));
    server.files().lengthen(1);

    assertThat(files.download("last", folder.resolve("back"))).isTrue();
    assertThat(contents(folder.resolve("back"))).isEqualTo(Map.of("a", "text"));
  }

  @Test
  void a_file_is_never_longer_here_than_it_is_listed() throws Exception {
    server.files().set(Map.of("last/a", bytes("text")));
    Path here = Files.writeString(folder.resolve("a"), "something longer");
    RunId run = new RunId(UUID.randomUUID());
    Duration timeout = Duration.ofSeconds(30);

    server.client().readArtifact(run, "last/a", here, 4, timeout);
    assertThat(here).hasContent("text");

    assertThatThrownBy(() -> server.client().readArtifact(run, "last/a", here, 3, timeout))
        .isInstanceOf(BoundedBody.TooLong.class)
        .hasMessage("more than 3 bytes");
    assertThat(Files.size(here)).isLessThanOrEqualTo(3);
  }

  @Test
  void a_download_that_fails_leaves_nothing_of_it() throws Exception {
    server.files().set(Map.of("last/a", bytes("good"), "last/b/c", bytes("text")));
    Path before = folder.resolve("before");
    Files.createDirectory(before);
    Files.writeString(before.resolve("own"), "mine");
    Files.createDirectories(before.resolve("b/c/in the way"));

    assertThatThrownBy(() -> files.download("last", before)).isInstanceOf(IOException.class);
    assertThat(contents(before)).isEqualTo(Map.of("own", "mine"));

    server.files().damage(100);
    assertThatThrownBy(() -> files.download("last", folder.resolve("back/in")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("last/a of run");
    assertThat(folder.resolve("back/in")).doesNotExist();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** By the path in the folder. */
  private static Map<String, String> contents(Path folder) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> walk = Files.walk(folder)) {
      for (Path file : (Iterable<Path>) walk.filter(Files::isRegularFile)::iterator) {
        contents.put(folder.relativize(file).toString(), Files.readString(file));
      }
    }
    return contents;
  }
}
